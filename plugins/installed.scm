;;; installed.scm --- which packages are installed, in which version: Guix' profiles, Debian's dpkg, rpm

;; A package travels as (name version revision epoch profile).

(define (package-rows found)
  (with-fields (manager packages) found
    (map (lambda (package)
           (with-fields (name version revision epoch) package
             (list name version (or revision "") epoch manager)))
         packages)))

;; The manifest of a profile, as Guix writes it: (manifest (version 4) (packages (ENTRY …))). Several outputs of a
;; package are several entries.
(define (manifest-rows profile)
  (with-fields (profile manifest) profile
    (match (read (open-input-string manifest))
      (('manifest ('version _ . _) ('packages entries) . _)
       (delete-duplicates (append-map (lambda (entry) (entry-rows entry profile)) entries)))
      (_ (error "this is no manifest of Guix that can be read:" profile)))))

;; Inputs that are propagated are in the profile as well. `repeated' stands for an entry told before.
(define (entry-rows entry profile)
  (match entry
    (('repeated . _) '())
    (((? string? name) version output path . fields)
     (cons (list name version "" 0 profile)
           (match (assq 'propagated-inputs (filter pair? fields))
             ((_ inputs) (append-map (lambda (input) (entry-rows input profile)) inputs))
             (_ '()))))
    (_ '())))

(define (count-by-profile rows)
  (let loop ((rows rows) (counts '()))
    (if (null? rows)
        (reverse counts)
        (let* ((profile (list-ref (car rows) 4))
               (known (assoc profile counts)))
          (if known
              (begin (set-cdr! known (+ 1 (cdr known))) (loop (cdr rows) counts))
              (loop (cdr rows) (cons (cons profile 1) counts)))))))

(define (counts-text counts)
  (string-join (map (lambda (count) (format #f "~a of ~a" (cadr count) (car count))) counts) ", "))

(define-plugin installed
  (synopsis "Which packages are installed, in which version and profile; only changes travel")
  (interval (hours 1))
  (relations
    (state (installed host name version revision profile)
      (epoch integer "What Debian and rpm count before the version; mostly 0.")))
  (monitor
    (lambda ()
      (let* ((found (packages))
             (rows (append (if (assq-ref found 'seen) (package-rows found) '())
                           (append-map manifest-rows (guix-profiles)))))
        (if (null? rows)
            `((unseen . ,(or (assq-ref found 'reason) "no package is installed")))
            `(,@(news "packages" rows)
              (counts . ,(map (lambda (count) (list (car count) (cdr count))) (count-by-profile rows))))))))
  (receiver
    (lambda (message)
      (define (fact row)
        (match row
          ((name version revision epoch profile)
           (installed (message-host message) name version revision profile epoch))))
      (with-fields (unseen whole came gone counts) (message-body message)
        (if unseen
            (not-seen "packages" unseen)
            (list
             (if whole
                 (snapshot installed (map fact came))
                 (list (map (lambda (row) (retract (fact row))) gone)
                       (map fact came)))
             (finding "packages" 'ok "~a" (counts-text counts)))))))
  (examples
    ("the first look tells all there is"
     (installed-configuration)
     (message '((whole . #t)
                (came . (("nginx" "1.22.1" "9+deb12u11" 0 "dpkg") ("hello" "2.12.1" "" 0 "user:alice")))
                (gone . ())
                (counts . (("dpkg" 1) ("user:alice" 1))))
              #:host "penguin2")
     => (snapshot installed (list (installed "penguin2" "nginx" "1.22.1" "9+deb12u11" "dpkg" 0)
                                  (installed "penguin2" "hello" "2.12.1" "" "user:alice" 0)))
        (finding "packages" 'ok "1 of dpkg, 1 of user:alice"))
    ("later only what changed: an upgrade"
     (installed-configuration)
     (message '((whole . #f)
                (came . (("nginx" "1.22.1" "9+deb12u12" 0 "dpkg")))
                (gone . (("nginx" "1.22.1" "9+deb12u11" 0 "dpkg")))
                (counts . (("dpkg" 804))))
              #:host "penguin2")
     => (retract (installed "penguin2" "nginx" "1.22.1" "9+deb12u11" "dpkg" 0))
        (installed "penguin2" "nginx" "1.22.1" "9+deb12u12" "dpkg" 0)
        (finding "packages" 'ok "804 of dpkg"))))
