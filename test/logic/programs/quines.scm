;;; Programs that evaluate to themselves, by an interpreter that is a relation (Byrd, Holk, Friedman: miniKanren, Live
;;; and Untagged, 2012).

(defrel (evaluated expression environment value)
  (conde
    ((fresh (datum)
       (== `(quote ,datum) expression)
       (unshadowed 'quote environment)
       (absento 'closure datum)
       (== datum value)))
    ((fresh (expressions)
       (== `(list . ,expressions) expression)
       (unshadowed 'list environment)
       (absento 'closure expressions)
       (all-evaluated expressions environment value)))
    ((symbolo expression) (looked-up expression environment value))
    ((fresh (operator operand parameter body inner argument)
       (== `(,operator ,operand) expression)
       (evaluated operator environment `(closure ,parameter ,body ,inner))
       (evaluated operand environment argument)
       (evaluated body `((,parameter . ,argument) . ,inner) value)))
    ((fresh (parameter body)
       (== `(lambda (,parameter) ,body) expression)
       (symbolo parameter)
       (unshadowed 'lambda environment)
       (== `(closure ,parameter ,body ,environment) value)))))

(defrel (unshadowed name environment)
  (conde
    ((fresh (other value rest)
       (== `((,other . ,value) . ,rest) environment)
       (=/= other name)
       (unshadowed name rest)))
    ((== '() environment))))

(defrel (all-evaluated expressions environment values)
  (conde
    ((== '() expressions) (== '() values))
    ((fresh (first others value more)
       (== `(,first . ,others) expressions)
       (== `(,value . ,more) values)
       (evaluated first environment value)
       (all-evaluated others environment more)))))

(defrel (looked-up name environment value)
  (fresh (rest other found)
    (== `((,other . ,found) . ,rest) environment)
    (conde
      ((== other name) (== found value))
      ((=/= other name) (looked-up name rest value)))))

(define (quines count)
  (run count (q) (evaluated q '() q)))

(define (work)
  (let ((found (quines 40)))
    (list (length found) (list-ref found 39))))
