package main

import (
	celgo "github.com/google/cel-go/cel"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/cel/environment"
)

const storedExpressions = environment.StoredExpressions

// isCondition tells whether a variable answers with true or false.
func (j *judge) isCondition(variable admissionregistration.Variable) bool {
	accessor := &validating.Variable{Name: variable.Name, Expression: variable.Expression}
	result := j.compiler.CompileCELExpression(accessor, j.options, storedExpressions)
	return result.Error == nil && result.OutputType == celgo.BoolType
}

// isBool tells whether an expression may stand where the API server wants a condition.
func isBool(output *celgo.Type) bool {
	return output == celgo.BoolType || output == celgo.DynType
}
