package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
)

type policySpec = admissionregistration.ValidatingAdmissionPolicySpec

var variableOf = regexp.MustCompile(`variables\.((?:keeps|stays)\w+|\w+Unfit|carries)|check\("(confirm-\w+)"\)`)

// nameOf calls a validation by the variable or the right that it asks for, which policies share.
func nameOf(validation admissionregistration.Validation, index int) string {
	if found := variableOf.FindStringSubmatch(validation.Expression); found != nil {
		return found[1] + found[2]
	}
	return fmt.Sprint(index)
}

// change replaces expressions of a policy other than its variables.
func (j *judge) change(edit func(*policySpec), changed string, condition bool) (func(), error) {
	before := *j
	j.policy = before.policy.DeepCopy()
	edit(&j.policy.Spec)
	undo := func() { *j = before }
	accessor := &validating.Variable{Name: "changed", Expression: changed}
	if result := j.compiler.CompileCELExpression(accessor, j.options, storedExpressions); result.Error != nil {
		undo()
		return nil, fmt.Errorf("%s", result.Error.Detail)
	} else if condition && !isBool(result.OutputType) {
		undo()
		return nil, fmt.Errorf("no condition")
	}
	j.compileConditions()
	return undo, nil
}

// reaches are mutants of what a policy matches and of where its bindings hold.
func reaches(described Described) []attempt {
	var all []attempt
	// Whether a policy looks at a request does not depend on what it says.
	says := []part{{validations: indexes(len(described.Policy.Spec.Validations))}}
	policy := func(clause, what string, edit func(*policySpec)) {
		all = append(all, attempt{clause, what, "", says, false, func(judge *judge) (func(), error) {
			before := judge.policy
			judge.policy, judge.moved = before.DeepCopy(), true
			edit(&judge.policy.Spec)
			return func() { judge.policy, judge.moved = before, false }, nil
		}})
	}
	for i, rule := range described.Policy.Spec.MatchConstraints.ResourceRules {
		for k, resource := range rule.Resources {
			policy("kinds", "without "+resource, func(spec *policySpec) {
				resources := &spec.MatchConstraints.ResourceRules[i].Resources
				*resources = slices.Delete(*resources, k, k+1)
			})
		}
		for k, operation := range rule.Operations {
			policy("operations", fmt.Sprintf("%s: without %s", strings.Join(rule.Resources, ", "), operation), func(spec *policySpec) {
				operations := &spec.MatchConstraints.ResourceRules[i].Operations
				*operations = slices.Delete(*operations, k, k+1)
			})
		}
	}
	for i, binding := range described.Bindings {
		clause := "binding " + strings.TrimPrefix(binding.Name, described.Policy.Name)
		edited := func(what string, edit func(bindings []admissionregistration.ValidatingAdmissionPolicyBinding) []admissionregistration.ValidatingAdmissionPolicyBinding) {
			all = append(all, attempt{clause, what, "", says, false, func(judge *judge) (func(), error) {
				before := judge.bindings
				copied := make([]admissionregistration.ValidatingAdmissionPolicyBinding, len(before))
				for k := range before {
					before[k].DeepCopyInto(&copied[k])
				}
				judge.bindings, judge.moved = edit(copied), true
				return func() { judge.bindings, judge.moved = before, false }, nil
			}})
		}
		type list = []admissionregistration.ValidatingAdmissionPolicyBinding
		edited("absent", func(bindings list) list { return slices.Delete(bindings, i, i+1) })
		if ref := binding.Spec.ParamRef; ref != nil && ref.ParameterNotFoundAction != nil {
			edited("parameterNotFoundAction Allow", func(bindings list) list {
				allow := admissionregistration.AllowAction
				bindings[i].Spec.ParamRef.ParameterNotFoundAction = &allow
				return bindings
			})
		}
		if binding.Spec.MatchResources == nil {
			continue
		}
		selectors := map[string]func(*admissionregistration.MatchResources) *meta.LabelSelector{
			"namespaceSelector": func(match *admissionregistration.MatchResources) *meta.LabelSelector { return match.NamespaceSelector },
			"objectSelector":    func(match *admissionregistration.MatchResources) *meta.LabelSelector { return match.ObjectSelector },
		}
		for _, key := range []string{"namespaceSelector", "objectSelector"} {
			selectorOf := selectors[key]
			selector := selectorOf(binding.Spec.MatchResources)
			if selector == nil {
				continue
			}
			for label := range selector.MatchLabels {
				edited(key+" without "+label, func(bindings list) list {
					delete(selectorOf(bindings[i].Spec.MatchResources).MatchLabels, label)
					return bindings
				})
			}
			for k, expression := range selector.MatchExpressions {
				named := fmt.Sprintf("%s %s %s", key, expression.Key, expression.Operator)
				edited(named+": absent", func(bindings list) list {
					changed := selectorOf(bindings[i].Spec.MatchResources)
					changed.MatchExpressions = slices.Delete(changed.MatchExpressions, k, k+1)
					return bindings
				})
				for v, value := range expression.Values {
					if len(expression.Values) == 1 {
						continue
					}
					edited(named+": without "+value, func(bindings list) list {
						values := &selectorOf(bindings[i].Spec.MatchResources).MatchExpressions[k].Values
						*values = slices.Delete(*values, v, v+1)
						return bindings
					})
				}
			}
		}
	}
	return all
}
