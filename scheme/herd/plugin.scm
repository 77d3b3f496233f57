;;; define-plugin: what runs on the machine and what runs on the server, side by side in one file.

;; (define-plugin name clause ...): the clauses, in any order, are
;;   (synopsis "…")  (interval duration)  (options (field (type default) "…") …)  (relations …)
;;   (monitor procedure)  (needs-root "what for")  (receiver procedure)  (examples …)
;; Only these become visible to others: NAME-configuration and its accessors, NAME-service-type, the relations, and what
;; has the name of the plugin itself.
(define-syntax define-plugin
  (syntax-rules ()
    ((_ name clause ...)
     (begin
       (%complain-of-twice 'name (list (cons (%clause-name clause) (form-place clause)) ...))
       (%plugin name (form-place name) (clause ...)
                (synopsis "") (interval (minutes 5)) (options) (relations) (monitor #f) (needs-root #f) (receiver #f) (examples))))))

(define-syntax %clause-name
  (syntax-rules ()
    ((_ (name . rest)) 'name)
    ((_ other) #f)))

;; Clauses are taken one by one into their seat. What is given twice or is none is complained of, and left out.
(define-syntax %plugin
  (syntax-rules (synopsis interval options relations monitor needs-root receiver examples)
    ((_ n p () s i o r m w c e) (%plugin-parts n p s i o r m w c e))
    ((_ n p ((synopsis text) . more) s i o r m w c e) (%plugin n p more (synopsis text) i o r m w c e))
    ((_ n p ((interval time) . more) s i o r m w c e) (%plugin n p more s (interval time) o r m w c e))
    ((_ n p ((options . fields) . more) s i o r m w c e) (%plugin n p more s i (options . fields) r m w c e))
    ((_ n p ((relations . declared) . more) s i o r m w c e) (%plugin n p more s i o (relations . declared) m w c e))
    ((_ n p ((monitor hook) . more) s i o r m w c e) (%plugin n p more s i o r (monitor hook) w c e))
    ((_ n p ((needs-root why) . more) s i o r m w c e) (%plugin n p more s i o r m (needs-root why) c e))
    ((_ n p ((receiver hook) . more) s i o r m w c e) (%plugin n p more s i o r m w (receiver hook) e))
    ((_ n p ((examples . given) . more) s i o r m w c e) (%plugin n p more s i o r m w c (examples . given)))
    ((_ n p (other . more) s i o r m w c e)
     (begin (%complain-of-clause 'n 'other (form-place other)) (%plugin n p more s i o r m w c e)))))

(define-syntax %plugin-parts
  (syntax-rules ()
    ((_ n p (_s text) (_i every) (_o option ...) (_r relation ...) (_m look) (_w why) (_c take) (_e example ...))
     (with-names ((configuration n n "-configuration")
                  (the-form n "%" n "-configuration-form")
                  (service-type n n "-service-type"))
       (begin
         (%complain-of-second 'n p (guard (unbound (#t #f)) service-type))
         (%define-relation n relation) ...
         (define-form configuration
           (interval (duration every) "Time between two looks.")
           option ...)
         (define service-type
           (%make-plugin 'n p text why
                         (lambda (place) (%build the-form #f '() place))
                         (%hook look configuration ((interval) option ...))
                         (%hook take configuration ((interval) option ...))
                         (list (%example example) ...)
                         (list (%relation-of relation) ...))))))))

(define-syntax %define-relation
  (syntax-rules ()
    ((_ n (kind (name . keys) . columns))
     (define name (%make-relation 'kind '(name . keys) 'columns 'n (form-place name) "")))
    ((_ n other)
     (%complain (form-place other) "a relation is written (KIND (NAME host KEY …) (COLUMN TYPE \"What it means.\") …)"))))

(define-syntax %relation-of
  (syntax-rules ()
    ((_ (kind (name . keys) . columns)) name)
    ((_ other) #f)))

;; A hook is made for a configuration: its options are variables in it.
(define-syntax %hook
  (syntax-rules ()
    ((_ #f configuration names) #f)
    ((_ hook configuration ((field . spec) ...))
     (lambda (options)
       (let ((field (%field-of options 'field 'configuration)) ...) hook)))
    ((_ hook configuration names) #f)))               ; an option is not one, and that was complained of

(define-syntax %example
  (syntax-rules (=>)
    ((_ (title configuration message => effect ...))
     (%make-example title (form-place title) (lambda () configuration) (lambda () message) (lambda () (list effect ...))))
    ((_ other)
     (begin (%complain (form-place other) "an example is written (\"title\" configuration message => effect …)") #f))))
