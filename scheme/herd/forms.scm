;;; Forms of named fields: declared once with a type, a default and a docstring; checked as they are built.
;;; All that is wrong in a file is told at once: a complaint is noted, and building goes on.

;; A constructor's body. Fields see those before them, as in Guix records; (inherit base) takes the rest from another.
(define-syntax %record
  (syntax-rules ()
    ((_ type place . fields) (%record-fields type place #f () () . fields))))

(define-syntax %record-fields
  (syntax-rules (inherit)
    ((_ type place base (binding ...) (given ...))
     (let* (binding ...) (%build type base (list given ...) place)))
    ((_ type place #f bindings givens (inherit base) . rest)
     (%record-fields type place base bindings givens . rest))
    ((_ type place base (binding ...) (given ...) (field value) . rest)
     (%record-fields type place base
                     (binding ... (field (if (%known-field? type 'field (form-place field)) value #f)))
                     (given ... (list 'field field (form-place field) (form-place value))) . rest))
    ((_ type place base bindings (given ...) other . rest)
     (%record-fields type place base bindings (given ... (list #f 'other (form-place other) #f)) . rest))))

;; An option in the spelling of (gnu services configuration): (name (type default) doc), or (name (type) doc) if it must be given.
(define-syntax %field
  (syntax-rules ()
    ((_ (name (type default) doc))
     (%checked-default (%make-field 'name 'type (%type-predicate type) (lambda () default) doc (form-place name))
                       (form-place default)))
    ((_ (name (type) doc))
     (%make-field 'name 'type (%type-predicate type) #f doc (form-place name)))
    ((_ other)
     (begin (%complain (form-place other) "an option is written (NAME (TYPE DEFAULT) \"What it means.\")") #f))))

(define-syntax %type-predicate
  (syntax-rules ()
    ((_ type)
     (with-names ((satisfies? type type "?"))
       (guard (unbound (#t (%complain-of-type 'type (form-place type)) any?)) satisfies?)))))

(define (%checked-default field place)
  (let ((value ((%field-default field))))
    (unless ((%field-predicate field) value) (%complain-of-default field value place))
    field))

(define-syntax %define-accessor
  (syntax-rules ()
    ((_ constructor (field . spec))
     (with-names ((get constructor constructor "-" field))
       (define (get record) (%field-of record 'field 'get))))
    ((_ constructor other) (begin))))

;; (define-form name (field (type default) doc) ...): name builds records of these fields, name-field reads one.
(define-syntax define-form
  (syntax-rules ()
    ((_ constructor field ...)
     (with-names ((the-type constructor "%" constructor "-form"))
       (begin
         (define the-type (%make-form 'constructor (list (%field field) ...)))
         (define-syntax constructor
           (syntax-rules () ((_ . fields) (%record the-type (form-place fields) . fields))))
         (%define-accessor constructor field) ...)))))

;; (%build form record-or-#f (list (list field value place-of-field place-of-value) ...) place) → record
(define (%build type base givens place)
  (%complain-of-givens type givens place)
  (when base (%complain-of-base type base place))
  (let ((checked (filter (lambda (given) (%acceptable? type given)) givens)))
    (%make-record type place
                  (map (lambda (field) (%value-of field type base checked givens place))
                       (%form-fields type)))))

(define (%acceptable? type given)
  (let ((field (%field-named type (car given))))
    (and field
         (or ((%field-predicate field) (cadr given))
             (begin (%complain-of-value type field given (%misfits (%field-predicate field) (cadr given))) #f)))))

;; The items of a list that are why it does not satisfy the predicate of a list.
(define (%misfits satisfied? value)
  (if (list? value)
      (remove (lambda (item) (satisfied? (list item))) value)
      '()))

(define (%value-of field type base checked givens place)
  (let ((given (assq (%field-name field) checked)))
    (cond (given (cadr given))
          ((and base (%inherited base (%field-name field))) => car)
          ((%field-default field) => (lambda (make) (make)))
          ((assq (%field-name field) givens) #f)     ; given, and complained of
          (else (%complain-of-missing type field place) #f))))
