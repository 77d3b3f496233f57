;;; A server and two machines. The same file lies on all three: each daemon takes its own machine's part, and the
;;; receiver on the server runs with the options of the machine that sent the message.
;;;   on reporthost:       sheepdog-queue-daemon -c server-and-two.scm
;;;   on tux01, penguin2:  sheepdog-daemon -c server-and-two.scm
(use-plugins btrfs-scrub room-temperature)

(define nightly-borg
  (expected-job (tag "borg-ipfs") (schedule "0 1 * * *") (timezone "Europe/Berlin") (grace (hours 2))))

(define %our-services                     ; on machines that are not named, too
  (modify-services %base-services
    (disk-service-type config =>
      (disk-configuration (inherit config) (ignore '("/gnu/store"))))))

(herd
  (queue "redis://reporthost:6379")
  (services %our-services)
  (machines
    (list (machine (name "reporthost")
                   (services (cons (service room-temperature-service-type) %our-services)))
          (machine (name "tux01")
                   (services (cons (service btrfs-scrub-service-type
                                            (btrfs-scrub-configuration (mounts '("/export"))))
                                   %our-services))
                   (expected-jobs (list nightly-borg)))
          (machine (name "penguin2")
                   (depends-on '("tux01"))
                   (always-on #f)))))
