;;; Relations that ship: what people ask again and again, made of what plugins tell. Read them, take them for examples, and
;;; define your own in relations.scm beside your configuration, or in the configuration itself.

(define-relation (interrupted host service start end)
  "(interrupted host service start end): the service was failed or stopped from `start` until `end`, whenever that was;
`end` is forever while it still is."
  (fresh (state)
    (lasting start end (service-state host service state))
    (membero state '("failed" "stopped"))))

(define-relation (low-on-memory host ram)
  "(low-on-memory host ram): the machine has less than 4 GiB of memory; `ram` in bytes."
  (hardware host #:ram ram)
  (<o ram (gib 4)))

(define-relation (silent host last)
  "(silent host last): the machine has missed three of the beats it promised; `last` is when it was last heard of."
  (fresh (every patience due)
    (heartbeat host last every)
    (*o 3 every patience)
    (+o last patience due)
    (<o due (now))))

(define-relation (failed-run host tag time status)
  "(failed-run host tag time status): a run of a job that ended, and not well."
  (job-run host tag time status)
  (=/= status 0)
  (=/= status 'null))

(define-relation (barking host plugin subject text)
  "(barking host plugin subject text): what barks now, and what is said of it."
  (finding host plugin subject "bark" text))

(define-relation (not-renewed host plugin subject)
  "(not-renewed host plugin subject): the plugin has not found the subject again in three intervals, or its machine is silent;
what was told of it may be so no more."
  (finding host plugin subject #:level "unknown"))

(define-relation (wants-restart host service package)
  "(wants-restart host service package): the service still runs a program that was replaced, as by an upgrade."
  (runs host service package #:replaced #t))

(define-relation (upgraded host package from to time)
  "(upgraded host package from to time): at `time` the version `from` of a package gave way to the version `to`."
  (fresh (before after)
    (lasting before time (installed host package from))
    (lasting time after (installed host package to))
    (=/= from to)))
