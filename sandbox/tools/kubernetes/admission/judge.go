package main

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	admissionreview "k8s.io/api/admission/v1"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

// judge is one compiled policy, as validating.compilePolicy of the API server makes it, with parts that a mutant can
// replace without compiling the rest again.
type judge struct {
	*cluster
	name     string
	policy   *admissionregistration.ValidatingAdmissionPolicy
	bindings []admissionregistration.ValidatingAdmissionPolicyBinding
	compiler *cel.CompositedCompiler
	options  cel.OptionalVariableDeclarations
	matcher  matchconditions.Matcher
	// moved is true while a mutant changes what the policy looks at; otherwise that is known.
	moved bool
	looks map[*request]*look
}

// nothing spares the conversion of the objects where no expression is evaluated.
type nothing struct{}

func (nothing) ForInput(_ context.Context, _ *admission.VersionedAttributes, _ *admissionreview.AdmissionRequest,
	_ cel.OptionalVariableBindings, _ *core.Namespace, budget int64) ([]cel.EvaluationResult, int64, error) {
	return nil, budget, nil
}

func (nothing) CompilationErrors() []error { return nil }

// part is a share of what a policy says: what a mutant cannot change need not be evaluated.
type part struct {
	validations []int
	messages    bool
	audit       []int
}

func newJudge(cluster *cluster, described Described) (*judge, error) {
	policy := described.Policy.DeepCopy()
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		return nil, err
	}
	judge := &judge{
		cluster: cluster, name: described.Name, policy: policy, bindings: described.Bindings, compiler: compiler,
		looks:   map[*request]*look{},
		options: cel.OptionalVariableDeclarations{HasParams: policy.Spec.ParamKind != nil, HasAuthorizer: true},
	}
	for _, variable := range policy.Spec.Variables {
		if err := judge.setVariable(variable); err != nil {
			return nil, err
		}
	}
	judge.compileConditions()
	return judge, nil
}

// whole is everything that a policy says.
func (j *judge) whole() part {
	return part{validations: indexes(len(j.policy.Spec.Validations)), messages: true, audit: indexes(len(j.policy.Spec.AuditAnnotations))}
}

func indexes(count int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = i
	}
	return all
}

// setVariable compiles a variable, also in place of an earlier one of the name.
func (j *judge) setVariable(variable admissionregistration.Variable) error {
	accessor := &validating.Variable{Name: variable.Name, Expression: variable.Expression}
	result := j.compiler.CompileAndStoreVariable(accessor, j.options, environment.StoredExpressions)
	if result.Error != nil {
		return fmt.Errorf("%s: variable %s: %s", j.policy.Name, variable.Name, result.Error.Detail)
	}
	return nil
}

func (j *judge) compileConditions() {
	if conditions := j.policy.Spec.MatchConditions; len(conditions) > 0 {
		accessors := make([]cel.ExpressionAccessor, len(conditions))
		for i, condition := range conditions {
			accessors[i] = (*matchconditions.MatchCondition)(&condition)
		}
		j.matcher = matchconditions.NewMatcher(j.compile(accessors, j.options), j.policy.Spec.FailurePolicy,
			"policy", "validate", j.policy.Name)
	}
}

// validator compiles a part of the policy.
func (j *judge) validator(part part) validating.Validator {
	var validations, messages, audit []cel.ExpressionAccessor
	for _, i := range part.validations {
		validation := j.policy.Spec.Validations[i]
		validations = append(validations, &validating.ValidationCondition{
			Expression: validation.Expression, Message: validation.Message, Reason: validation.Reason,
		})
		if part.messages && validation.MessageExpression != "" {
			messages = append(messages, &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression})
		} else if part.messages {
			messages = append(messages, nil)
		}
	}
	for _, i := range part.audit {
		annotation := j.policy.Spec.AuditAnnotations[i]
		audit = append(audit, &validating.AuditAnnotationCondition{
			Key: annotation.Key, ValueExpression: annotation.ValueExpression,
		})
	}
	unauthorized := cel.OptionalVariableDeclarations{HasParams: j.options.HasParams}
	return validating.NewValidator(j.compile(validations, j.options), j.matcher, j.compile(audit, j.options),
		j.compile(messages, unauthorized), j.policy.Spec.FailurePolicy, nil)
}

func (j *judge) compile(accessors []cel.ExpressionAccessor, options cel.OptionalVariableDeclarations) cel.ConditionEvaluator {
	if len(accessors) == 0 {
		return nothing{}
	}
	return j.compiler.CompileCondition(accessors, options, environment.StoredExpressions)
}

// look is whether a policy looks at a request, and in which of its bindings.
type look struct {
	resource schema.GroupVersionResource
	kind     schema.GroupVersionKind
	bindings []*admissionregistration.ValidatingAdmissionPolicyBinding
	err      error
}

// looksAt asks the API server's matcher; nil when the policy does not match the request anywhere.
func (j *judge) looksAt(request *request) *look {
	accessor := validating.NewValidatingAdmissionPolicyAccessor(j.policy)
	matches, resource, kind, err := j.policies.DefinitionMatches(request.attributes, j.interfaces, accessor)
	if err != nil {
		return &look{err: err}
	}
	if !matches {
		return nil
	}
	found := &look{resource: resource, kind: kind}
	for i := range j.bindings {
		binding := &j.bindings[i]
		held, err := j.policies.BindingMatches(request.attributes, j.interfaces,
			validating.NewValidatingAdmissionPolicyBindingAccessor(binding))
		if err != nil {
			return &look{err: err}
		}
		if held {
			found.bindings = append(found.bindings, binding)
		}
	}
	if len(found.bindings) == 0 {
		return nil
	}
	return found
}

// answer judges a request as the dispatcher of the API server does; nil when the policy does not match it.
func (j *judge) answer(request *request, validator validating.Validator) *Answer {
	var found *look
	if j.moved {
		found = j.looksAt(request)
	} else if known, there := j.looks[request]; there {
		found = known
	} else {
		found = j.looksAt(request)
		j.looks[request] = found
	}
	if found == nil {
		return nil
	}
	if found.err != nil {
		return &Answer{Policy: j.name, Refusals: []Refusal{{Index: -1, Message: found.err.Error(), Broken: true}}}
	}
	answer := &Answer{Policy: j.name, Refusals: []Refusal{}}
	for _, binding := range found.bindings {
		j.judgeIn(binding, request, found.resource, found.kind, validator, answer)
	}
	return answer
}

func (j *judge) judgeIn(binding *admissionregistration.ValidatingAdmissionPolicyBinding, request *request,
	resource schema.GroupVersionResource, kind schema.GroupVersionKind, validator validating.Validator, answer *Answer) {
	params, err := j.paramsOf(binding, request)
	if err != nil {
		answer.Refusals = append(answer.Refusals, broken(binding, err))
		return
	}
	versioned := &admission.VersionedAttributes{
		Attributes: request.attributes, VersionedKind: kind,
		VersionedObject: request.attributes.GetObject(), VersionedOldObject: request.attributes.GetOldObject(),
	}
	for _, param := range params {
		result := validator.Validate(context.Background(), resource, versioned, param, j.namespaceOf(request),
			celconfig.RuntimeCELCostBudget, request)
		for i, decision := range result.Decisions {
			if decision.Action == validating.ActionDeny {
				answer.Refusals = append(answer.Refusals, Refusal{
					Binding: binding.Name, Index: i, Message: decision.Message,
					Broken: decision.Evaluation == validating.EvalError,
				})
			}
		}
		for _, annotation := range result.AuditAnnotations {
			switch annotation.Action {
			case validating.AuditAnnotationActionPublish:
				if answer.Audit == nil {
					answer.Audit = map[string]string{}
				}
				answer.Audit[annotation.Key] = annotation.Value
			case validating.AuditAnnotationActionError:
				answer.Refusals = append(answer.Refusals, broken(binding, fmt.Errorf("%s", annotation.Error)))
			}
		}
	}
}

func broken(binding *admissionregistration.ValidatingAdmissionPolicyBinding, err error) Refusal {
	return Refusal{Binding: binding.Name, Index: -1, Message: err.Error(), Broken: true}
}

// paramsOf finds the parameter of a binding by its name, as generic.CollectParams does.
func (j *judge) paramsOf(binding *admissionregistration.ValidatingAdmissionPolicyBinding, request *request) ([]runtime.Object, error) {
	kind, ref := j.policy.Spec.ParamKind, binding.Spec.ParamRef
	if kind == nil || ref == nil {
		return []runtime.Object{nil}, nil
	}
	for _, param := range j.params {
		if param.GetKind() == kind.Kind && param.GetName() == ref.Name && param.GetNamespace() == ref.Namespace &&
			!slices.Contains(request.WithoutParams, ref.Namespace+"/"+ref.Name) {
			return []runtime.Object{param}, nil
		}
	}
	action := ref.ParameterNotFoundAction
	if action != nil && *action == admissionregistration.DenyAction {
		return nil, fmt.Errorf("no params found for policy binding with `Deny` parameterNotFoundAction")
	}
	return nil, nil
}

func (j *judge) namespaceOf(request *request) *core.Namespace {
	name := request.Case.Namespace
	if request.Case.Kind == "Namespace" || name == "" {
		return nil
	}
	namespace, err := j.policies.GetNamespace(context.Background(), name)
	if err != nil {
		panic(err)
	}
	return namespace
}

// same tells whether two answers would look the same to the client and in the audit log.
func same(one, other *Answer) bool {
	return reflect.DeepEqual(one, other)
}

func object(fields map[string]interface{}) runtime.Object {
	if fields == nil {
		return nil
	}
	return &unstructured.Unstructured{Object: fields}
}
