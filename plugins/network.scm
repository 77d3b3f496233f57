;;; network.scm --- what goes through the network's wires, and what is broken on the way

;; Of the packets since the last look, how many in a hundred had errors, in the worse direction; #f at the first look.
(define (error-percent growth)
  (define (percent errors packets)
    (if (> packets 0) (* 100 (/ errors packets)) 0))
  (and growth
       (with-fields (received-packets received-errors sent-packets sent-errors) (assq-ref growth 'grown)
         (max (percent received-errors received-packets) (percent sent-errors sent-packets)))))

;; Counters since boot are worth little: what they have grown by since the last look is.
(define (look interface)
  (define counted '(received-bytes received-packets received-errors sent-bytes sent-packets sent-errors))
  (with-fields (name) interface
    (cons (cons 'growth (counter-growth name (filter (lambda (field) (memq (car field) counted)) interface)))
          (remove (lambda (field) (memq (car field) counted)) interface))))

(define (per-second growth counter)
  (* 1000 (/ (assq-ref (assq-ref growth 'grown) counter) (assq-ref growth 'interval))))

(define-plugin network
  (synopsis "The network interfaces with hardware of their own: speed, traffic, errors")
  (interval (minutes 5))
  (options
    (warn-above (percent 1) "Percent of packets with errors that goes into the digest (node-mixin: 1 % for an hour).")
    (hold (duration (hours 1)) "How long it must be so (node-mixin: an hour): a cable that is pulled out makes some.")
    (ignore (list-of-strings '()) "Interfaces left alone."))
  (relations
    (state (wired host interface)
      (state   text    "\"up\", \"down\" … (RFC 2863)")
      (speed   integer "Bits per second.")
      (address text    "The hardware's address (MAC)."))
    (metric (traffic host interface)
      (received number "Bytes per second since the last look.")
      (sent     number "Bytes per second since the last look.")))
  (monitor
    (lambda ()
      (filter-map (lambda (interface)
                    (with-fields (name virtual) interface
                      (and (not virtual) (not (member name ignore)) (look interface))))
                  (network-interfaces))))
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (list
         (snapshot wired
           (map (lambda (interface)
                  (with-fields (name state speed hardware-address) interface
                    (wired host name state speed hardware-address)))
                (message-body message)))
         (snapshot finding
           (map (lambda (interface)
                  (with-fields (name state growth) interface
                    (let ((percent (or (error-percent growth) 0)))
                      (list (and growth
                                 (traffic host name (per-second growth 'received-bytes) (per-second growth 'sent-bytes)))
                            (finding name (above percent #:warn warn-above #:for hold)
                                     "~a, ~,2f % of packets with errors" state percent)))))
                (message-body message)))))))
  (examples
    ("a cable that is broken"
     (network-configuration)
     (message '(((name . "eno1") (state . "up") (speed . 1000000000) (hardware-address . "3c:ec:ef:00:00:01")
                 (growth . ((interval . 2000)
                            (grown . ((received-bytes . 4000) (received-packets . 100) (received-errors . 5)
                                      (sent-bytes . 2000) (sent-packets . 50) (sent-errors . 0)))))))
              #:host "tux01")
     => (snapshot wired (list (wired "tux01" "eno1" "up" 1000000000 "3c:ec:ef:00:00:01")))
        (snapshot finding
          (list (traffic "tux01" "eno1" 2000 1000)
                (finding "eno1" 'warn "up, 5.00 % of packets with errors"))))
    ("at the first look there is nothing to compare with"
     (network-configuration)
     (message '(((name . "eno2") (state . "down") (speed . #f) (hardware-address . #f) (growth . #f))) #:host "tux01")
     => (snapshot wired (list (wired "tux01" "eno2" "down" #f #f)))
        (snapshot finding
          (list (finding "eno2" 'ok "down, 0.00 % of packets with errors"))))))
