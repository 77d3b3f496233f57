;;; The search: complete, by taking turns. What it has in hand is a stream: #f, no answer; a state, one; an answer, a
;;; state and a stream of more; a waiting, readers of tables; or something to be forced. Only what is forced by whoever
;;; wants an answer goes on, and every branch gives way to the others at each `fresh` and `conde`: so one branch without
;;; end holds up no other. The order of answers is that of the published miniKanren.

;; (%start goal state) → stream
;; A Look in place of a state takes the goal down instead.
(define (%start goal state)
  (if (%state? state)
      (cond ((%call? goal)
             (if (eq? 0 (%call-count goal)) (%enter-call goal state) (%clause-later goal 0 state)))
            ((%fresh? goal) (%body-later (%fresh-body goal) state))
            ((%conde? goal) (%clause-later goal 0 state))
            ((%equal? goal) (%run-equal (%equal-left goal) (%equal-right goal) state))
            (else (%start-other goal state)))
      (%note! state goal)))

(define (%start-other goal state)
  (cond ((%unequal? goal) (%require-unequal (%unequal-left goal) (%unequal-right goal) state))
        ((%type-test? goal) (%require-type (%type-test-type goal) (%type-test-term goal) state))
        ((%absent? goal) (%require-absent (%absent-part goal) (%absent-term goal) state))
        ((%waiting-goal? goal) (%begin goal state))
        ((%truth? goal) (and (%truth-holds goal) state))
        ((%committed? goal) (%later goal state))
        ((%project? goal) (%later goal state))
        ((%member? goal) (%start (%member-as-goal goal) state))
        ((%transitive? goal) (%start (%transitive-as-goal goal state) state))
        ((eq? goal %last) (%answer state %nothing-soon))
        (else ((current-relation-solver) goal state))))

;; The last goal of a question. It gives way twice before it says that there is no more, as in the published miniKanren:
;; that is part of the order of answers.
(define %last '(last))
(define %nothing-soon (%thunk (lambda () (%thunk (lambda () #f)))))

(define current-relation-solver
  (make-parameter (lambda (goal state) (%solve-by-host goal state))))

;; (%force stream) → stream
(define (%force stream)
  (cond ((%bind-later? stream) (%bind (%force (%bind-later-stream stream)) (%bind-later-goal stream)))
        ((%merge-later? stream) (%merge (%force (%merge-later-first stream)) (%merge-later-second stream)))
        ((%body-later? stream) ((%body-later-body stream) (%body-later-state stream)))
        ((%clause-later? stream)
         (let ((index (%clause-later-index stream)) (state (%clause-later-state stream)))
           (%run-clauses (%clause-later-goal stream) index (if (eq? index 0) (%branched state) state))))
        ((%test-later? stream)
         (%decide (%force (%test-later-stream stream)) (%test-later-goal stream) (%test-later-index stream)
                  (%test-later-state stream)))
        ((%later? stream) (%enter (%later-goal stream) (%later-state stream)))
        (else ((%thunk-procedure stream)))))

(define (%enter goal state)
  (if (%project? goal)
      ((%project-body goal) state)
      (%run-tests goal 0 (%branched state))))

(define (%run-clauses goal index state)
  (let ((next (+ index 1)))
    (if (eq? next (if (%call? goal) (%call-count goal) (%conde-count goal)))
        (%run-clause goal index state)
        (%merge (%run-clause goal index state) (%clause-later goal next state)))))

(define (%run-clause goal index state)
  (if (%call? goal)
      (%enter-clause goal index state)
      ((%conde-clause goal) index state)))

;; (%bind stream goal) → stream: the goal on every answer
(define (%bind stream goal)
  (cond ((not stream) #f)
        ((%state? stream) (%start goal stream))
        ((%answer? stream)
         (%merge (%start goal (%answer-state stream)) (%bind-later (%answer-rest stream) goal)))
        ((%waiting? stream) (%on-readers stream (lambda (rest) (%bind-later rest goal))))
        ((%look? stream) (%note! stream goal))
        (else (%bind-later stream goal))))

;; (%merge stream later) → stream: both, in turns; `later` is not forced before it is needed
(define (%merge stream later)
  (cond ((not stream) (%force later))
        ((%state? stream) (%answer stream later))
        ((%answer? stream) (%answer (%answer-state stream) (%merge-later later (%answer-rest stream))))
        ((%waiting? stream) (%merge-waiting stream later))
        (else (%merge-later later stream))))

;;; conda and condu.

(define (%run-tests goal index state)
  (and (< index (%committed-count goal))
       (%decide ((%committed-test goal) index state) goal index state)))

;; The first clause whose test has an answer is taken, and the others never.
(define (%decide stream goal index state)
  (cond ((not stream) (%run-tests goal (+ index 1) state))
        ((%state? stream) ((%committed-rest goal) index stream))
        ((%answer? stream)
         ((%committed-rest goal) index (if (%committed-once goal) (%answer-state stream) stream)))
        ((%waiting? stream)
         (%complain #f "conda and condu cannot wait for a tabled relation that is being worked out" '() #f))
        (else (%test-later stream goal index state))))

;;; == and what it wakes.

(define (%run-equal left right state)
  (let ((next (%unify left right state)))
    (cond ((not next) #f)
          ((null? (%state-woken next)) next)
          (else (%wake next)))))

;; The forms make no goal of a == that runs at once.
(define (%start-equal left right state)
  (if (%state? state) (%run-equal left right state) (%note! state (%equal left right))))

;; Nor of a fresh.
(define (%start-body body state)
  (if (%state? state) (%body-later body state) (%note! state (%fresh body))))

(define (%bind-equal stream left right)
  (if (%state? stream) (%run-equal left right stream) (%bind stream (%equal left right))))

;;; For the host's solver: a procedure of a goal and a state that gives a stream.

(define (goal->stream goal state)
  "The stream of the states in which the goal holds."
  (%start goal state))

(define (term-in-state term state)
  "The term with all put in that the state knows."
  (%walk-all term state))
