;;; A machine that reaches the server by ssh alone. On it, something that restarts keeps a tunnel open, as in
;;;   ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -L 127.0.0.1:6380:127.0.0.1:6379 reporthost
;;; and its own /etc/sheepdog/queue says  redis://localhost:6380 : that comes before what stands here. While the tunnel
;;; is down, messages wait in the spool.
;;;   on laptop:      sheepdog-daemon -c ssh-tunnel.scm
;;;   on reporthost:  sheepdog-queue-daemon -c ssh-tunnel.scm
(herd
  (queue "redis://localhost:6379")
  (machines
    (list (machine (name "reporthost"))
          (machine (name "laptop")
                   (always-on #f)           ; nobody is told when it sleeps
                   (services
                     (modify-services %base-services
                       (disk-service-type config =>
                         (disk-configuration (inherit config)
                                             (interval (minutes 30))
                                             (warn-above 95)
                                             (bark-above 99)))))))))
