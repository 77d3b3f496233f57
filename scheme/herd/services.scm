;;; Services: a plugin and its configuration, as values; lists of them are the herd.

(define-syntax service
  (syntax-rules ()
    ((_ type) (%make-service type #f (form-place type)))
    ((_ type configuration) (%make-service type configuration (form-place type)))))

(define (%make-service type configuration place)
  (cond ((not (%plugin? type))
         (%complain place (format #f "service: ~s is not a service type" type) "it ends in -service-type") #f)
        (configuration (%checked-service type configuration place))
        (else (%checked-service type ((%plugin-default type) place) place))))

;; (modify-services services clause ...): (delete type), or (type name => configuration)
(define-syntax modify-services
  (syntax-rules ()
    ((_ services clause ...)
     (%modified services (list (%modification clause) ...)))))

(define-syntax %modification
  (syntax-rules (delete =>)
    ((_ (delete type)) (%modification-of type #f (form-place type) #f))
    ((_ (type name => configuration))
     (%modification-of type (lambda (name) configuration) (form-place type) (form-place configuration)))
    ((_ other)
     (begin (%complain (form-place other) "a clause of modify-services is (delete TYPE) or (TYPE NAME => CONFIGURATION)")
            (list #f #f #f)))))

(define (%modification-of type change place place-of-change)
  (unless (%plugin? type)
    (%complain place (format #f "modify-services: ~s is not a service type" type) "it ends in -service-type"))
  (list type change place-of-change))

(define (%modified services modifications)
  (fold (lambda (modification services) (apply %modify services modification))
        services modifications))

(define (%modify services type change place)
  (filter-map (lambda (service)
                (cond ((not (eq? (service-type service) type)) service)
                      (change (%checked-service type (change (service-configuration service)) place))
                      (else #f)))
              services))
