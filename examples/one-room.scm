;;; One machine with a thermometer, which any program may read and send.
(use-plugins room-temperature)

(herd
  (services (cons (service room-temperature-service-type
                           (room-temperature-configuration (bark-above 40)))
                  %base-services)))
