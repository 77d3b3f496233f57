;;; room-temperature.scm --- what a thermometer says, which any program may send:
;;;   echo '{"room": "server room", "celsius": 24.5}' | sheepdog send room-temperature
;;; There is no monitor: messages come from elsewhere. The receiver runs with the options of the machine that sent them.
(define-plugin room-temperature
  (synopsis "How warm the rooms are")
  (options
    (warn-above (number 28) "Degrees Celsius that go into the digest.")
    (bark-above (number 35) "Degrees Celsius that bark."))
  (relations
    (metric (temperature host room)
      (celsius number "Degrees Celsius.")))
  (receiver
    (lambda (message)
      (with-fields (room celsius) (message-body message)
        (list (temperature (message-host message) room celsius)
              (finding room (above celsius #:warn warn-above #:bark bark-above) "~,1f °C" celsius)))))
  (examples
    ("a hot room barks"
     (room-temperature-configuration (bark-above 30))
     (message '((room . "server room") (celsius . 31.5)) #:host "thermo")
     => (temperature "thermo" "server room" 31.5)
        (finding "server room" 'bark "31.5 °C"))))
