;;; Relations everybody uses.

(define (membero term list)
  "The term is a member of the list; twice, where it is there twice."
  (%member term list))

;; Of a list that is known the members are told one by one; of another, as the relation in the books does.
(define (%member-as-goal goal)
  (let member ((term (%member-term goal)) (list (%member-list goal)))
    (fresh (head tail)
      (== list (cons head tail))
      (conde ((== term head))
             ((member term tail))))))

(define (transitiveo step from to)
  "One or more steps lead from one term to the other; `step` is a procedure of two terms that makes a goal. Each pair is
told once, and cycles end."
  (%transitive step from to))

;; From the end that is known.
(define (%transitive-as-goal goal state)
  (let ((step (%transitive-step goal))
        (from (%transitive-from goal))
        (to (%transitive-to goal)))
    (if (and (pair? (%variables-in from state)) (null? (%variables-in to state)))
        (%reached-from step from to)
        (%reaches step from to))))

(defrel/tabled (%reaches step from to)
  (conde ((step from to))
         ((fresh (between) (%reaches step from between) (step between to)))))

(defrel/tabled (%reached-from step from to)
  (conde ((step from to))
         ((fresh (between) (%reached-from step between to) (step from between)))))

(define (appendo front back whole)
  "The list `whole` is `front` followed by `back`."
  (%appendo front back whole))

(defrel (%appendo front back whole)
  (conde ((== front '()) (== back whole))
         ((fresh (head tail rest)
            (== front (cons head tail))
            (== whole (cons head rest))
            (%appendo tail back rest)))))
