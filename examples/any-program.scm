;;; Any program is a monitor: a command, a number, a check of monitoring-plugins, a program that prints JSON.
;;; A monitor in Scheme is a plugin: plugins/waiting.scm.
(use-plugins waiting)

(herd
  (services
    (cons* (command-check "nfs" "mountpoint -q /export/nfs")
           (number-check "gpu" "nvidia-smi --query-gpu=temperature.gpu --format=csv,noheader"
                         #:warn 80 #:bark 90 #:unit "°C")
           (nagios-check "ntp" "check_ntp_time" '("-H" "ntp.lab" "-w" "0.5" "-c" "1"))
           (program-monitor "mail" "/usr/local/bin/mail-queue.sh")
           (program-monitor "backups" "/usr/local/bin/backups.py" '("/export/backup/borg"))
           (service waiting-service-type)
           %base-services)))
