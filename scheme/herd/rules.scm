;;; Rules that ship: questions the server asks the store again and again. Each answer is a finding of the rule, under the
;;; variable `host`; an answer that is gone is well again. (rules %base-rules) is the default of a herd.

;; What the last half hour used more than the half hour six hours ago is used again in the next six; node-mixin and
;; Zabbix warn a day ahead as well. A file system that is not two thirds full is left alone.
(define-rule (disk-full-soon host mount free growth)
  (synopsis "Local file systems that will be full within a day, if they go on as in the last six hours")
  (interval (minutes 15))
  (fresh (size before recent used had some most needed)
    (mounted host mount #:size size)
    (avgo recent used (since (minutes-ago 30) (disk-used host mount used)))
    (avgo before had (during (minutes-ago 390) (hours-ago 6) (disk-used host mount had)))
    (-o recent before growth) (>o growth 0)
    (-o size recent free)
    (*o 3 recent some) (*o 2 size most) (>o some most)
    (*o 4 growth needed) (<o free needed))
  => (finding mount 'bark "full in about ~a, as it goes: ~a free"
              (duration->string (round (* (hours 6) (/ free growth)))) (bytes->string (round free))))

;; Prometheus' alerts have the same limit.
(define-rule (crash-loop host service often)
  (synopsis "Services that their manager restarts again and again: more than five times within an hour")
  (interval (minutes 5))
  (fresh (restarts before)
    (service-state host service #:restarts restarts)
    (at (hours-ago 1) (service-state host service #:restarts before))
    (-o restarts before often) (>o often 5))
  => (finding service 'bark "restarted ~a times within an hour" often))

(list disk-full-soon crash-loop)
