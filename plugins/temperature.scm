;;; temperature.scm --- heat, held against what each sensor says it can bear; fans are kept for questions

;; "nvme0 Composite", "coretemp.0 Core 1"
(define (sensor-name sensor)
  (with-fields (device label) sensor
    (string-append device " " label)))

;; Only sensors that know where they switch off are believed: boards have others that are connected to nothing.
(define (level-of sensor hold)
  (with-fields (value max critical) sensor
    (if critical
        (above value #:warn (or max critical) #:bark critical #:for hold)
        'ok)))

(define-plugin temperature
  (synopsis "How hot each sensor is, and how fast the fans turn")
  (interval (minutes 5))
  (options
    (hold (duration (minutes 5)) "How long it must be hotter than the sensor's own limits: max warns, critical barks (Prometheus rules: 5 minutes).")
    (ignore (list-of-strings '()) "Sensors left alone, as \"nvme0 Composite\"."))
  (relations
    (metric (sensed host sensor)
      (celsius number "Degrees Celsius."))
    (metric (fan-turning host fan)
      (rpm number "Turns per minute.")))
  (monitor
    (lambda ()
      (define (watched these)
        (remove (lambda (sensor) (member (sensor-name sensor) ignore)) these))
      (with-fields (temperatures fans) (sensors)
        `((temperatures . ,(watched temperatures)) (fans . ,(watched fans))))))
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (with-fields (temperatures fans) (message-body message)
          (list
           (snapshot finding                       ; a disk's sensor falls asleep with it
             (map (lambda (sensor)
                    (let ((name (sensor-name sensor))
                          (celsius (assq-ref sensor 'value)))
                      (list (sensed host name celsius)
                            (finding name (level-of sensor hold) "~,1f °C" celsius))))
                  temperatures))
           (map (lambda (fan)
                  (fan-turning host (sensor-name fan) (assq-ref fan 'speed)))
                fans))))))
  (examples
    ("a disk hotter than it can bear barks, a hot one goes into the digest"
     (temperature-configuration)
     (message '((temperatures . (((device . "nvme0") (label . "Composite") (value . 85) (max . 80) (critical . 84.8))
                                 ((device . "nvme1") (label . "Composite") (value . 81) (max . 80) (critical . 84.8))))
                (fans . (((device . "nct6775.656") (label . "fan2") (speed . 1150)))))
              #:host "tux01")
     => (snapshot finding
          (list (sensed "tux01" "nvme0 Composite" 85)
                (finding "nvme0 Composite" 'bark "85.0 °C")
                (sensed "tux01" "nvme1 Composite" 81)
                (finding "nvme1 Composite" 'warn "81.0 °C")))
        (fan-turning "tux01" "nct6775.656 fan2" 1150))
    ("a pin of the board that is connected to nothing is no trouble"
     (temperature-configuration)
     (message '((temperatures . (((device . "nct6775.656") (label . "AUXTIN0") (value . 127) (max . 80) (critical . #f)))) (fans . ()))
              #:host "tux01")
     => (snapshot finding
          (list (sensed "tux01" "nct6775.656 AUXTIN0" 127)
                (finding "nct6775.656 AUXTIN0" 'ok "127.0 °C"))))
    ("most virtual machines have no sensors"
     (temperature-configuration)
     (message '((temperatures . ()) (fans . ())) #:host "tux01")
     => (snapshot finding '()))))
