;;; One machine: no server, no queue. sheepdog-daemon is its own receiver.
;;;   sheepdog check -c one-machine.scm && sheepdog-daemon -c one-machine.scm
(use-plugins waiting)

(herd
  (services
    (cons (service waiting-service-type)
          (modify-services %base-services
            (disk-service-type config =>
              (disk-configuration (inherit config)
                                  (ignore '("/boot/efi"))
                                  (bark-above 95))))))
  (expected-jobs
    (list (expected-job (tag "borg-home") (schedule "0 1 * * *")))))
