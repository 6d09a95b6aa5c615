package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
)

// attempt is one mutant that is not judged yet.
type attempt struct {
	clause, what string
	// source is the changed text with its clause; policies that share the text share the mutant.
	source string
	// What the policy says is compared part by part, until one differs.
	parts []part
	// edits is true for a change to expressions other than variables.
	edits bool
	// apply changes a judge, and tells how to undo that. An error means that no API server would take such a policy.
	apply func(*judge) (undo func(), err error)
}

// noted is the match condition that a policy derives from its variables, so a change of these is one of it too.
const noted = "noted"

// withoutNoted is the policy without that condition, which spares only requests that break no rule.
func (d Described) withoutNoted() Described {
	conditions := &d.Policy.Spec.MatchConditions
	*conditions = slices.DeleteFunc(slices.Clone(*conditions), func(condition admissionregistration.MatchCondition) bool {
		return condition.Name == noted
	})
	return d
}

// judgeMutants makes every mutant of a policy, and finds for each a case that is answered differently. What a policy
// shares with an earlier one, where a case told it apart, is not tried again.
func judgeMutants(cluster *cluster, described Described, workers int, killed map[string]string) ([]Mutant, error) {
	attempts, err := attemptsOf(described)
	if err != nil {
		return nil, err
	}
	var ofNoted, others []attempt
	for _, attempt := range attempts {
		if attempt.source != "" && killed[attempt.source] != "" {
			continue
		}
		if attempt.clause == "matchConditions."+noted {
			ofNoted = append(ofNoted, attempt)
		} else {
			others = append(others, attempt)
		}
	}
	mutants, err := judgeAttempts(cluster, described.withoutNoted(), others, workers)
	if err != nil {
		return nil, err
	}
	more, err := judgeAttempts(cluster, described, ofNoted, workers)
	for _, mutant := range append(mutants, more...) {
		if mutant.source != "" && mutant.KilledBy != "" {
			killed[mutant.source] = mutant.KilledBy
		}
	}
	return append(mutants, more...), err
}

func judgeAttempts(cluster *cluster, described Described, attempts []attempt, workers int) ([]Mutant, error) {
	results := make([]*Mutant, len(attempts))
	failures := make([]error, workers)
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			failures[worker] = judgeShare(cluster, described, attempts, results, worker, workers)
		}()
	}
	wait.Wait()
	for _, failure := range failures {
		if failure != nil {
			return nil, failure
		}
	}
	var mutants []Mutant
	for _, result := range results {
		if result != nil {
			mutants = append(mutants, *result)
		}
	}
	return mutants, nil
}

// judgeShare judges one worker's share, with a judge of its own.
func judgeShare(cluster *cluster, described Described, attempts []attempt, results []*Mutant, worker, workers int) error {
	judge, err := newJudge(cluster, described)
	if err != nil {
		return err
	}
	var relevant []*request
	for _, request := range cluster.requests {
		if described.names(request) {
			relevant = append(relevant, request)
		}
	}
	// The policy as it is, asked only what a mutant is asked.
	untouched, err := newJudge(cluster, described)
	if err != nil {
		return err
	}
	right := map[string]map[string]*Answer{}
	compiled := map[string]validating.Validator{}
	unchanged := map[string]validating.Validator{}
	rightAnswer := func(key string, request *request) *Answer {
		known, found := right[key][request.ID]
		if !found {
			known = untouched.answer(request, unchanged[key])
			right[key][request.ID] = known
		}
		return known
	}
	// Cases that are about a check first.
	about := func(clause string) []*request {
		name := " " + clause[strings.LastIndex(clause, ".")+1:] + ":"
		return slices.DeleteFunc(slices.Clone(relevant), func(one *request) bool { return !strings.Contains(one.ID, name) })
	}
	// What told one mutant of a clause apart often tells the next one.
	recent := map[string][]*request{}
	for i := worker; i < len(attempts); i += workers {
		attempt := attempts[i]
		result := &Mutant{Policy: described.Name, Clause: attempt.clause, What: attempt.what, source: attempt.source}
		for _, part := range attempt.parts {
			key := fmt.Sprint(part)
			if right[key] == nil {
				right[key] = map[string]*Answer{}
				compiled[key], unchanged[key] = judge.validator(part), untouched.validator(part)
			}
			undo, err := attempt.apply(judge)
			if err != nil {
				result = nil
				break
			}
			// Validations look a variable up when they are evaluated, so only a change to themselves compiles them again.
			validator := compiled[key]
			if attempt.edits {
				validator = judge.validator(part)
			}
			known := recent[attempt.clause]
			for _, asked := range slices.Concat(known, about(attempt.clause), relevant) {
				if !same(judge.answer(asked, validator), rightAnswer(key, asked)) {
					result.KilledBy = asked.ID
					others := slices.DeleteFunc(slices.Clone(known), func(other *request) bool { return other == asked })
					recent[attempt.clause] = append([]*request{asked}, others...)
					break
				}
			}
			undo()
			if result.KilledBy != "" {
				break
			}
		}
		results[i] = result
	}
	return nil
}

// names tells whether the policy's rules name the kind of a request.
func (d Described) names(asked *request) bool {
	return slices.ContainsFunc(d.Policy.Spec.MatchConstraints.ResourceRules,
		func(rule admissionregistration.NamedRuleWithOperations) bool {
			return slices.Contains(rule.APIGroups, asked.Group) && slices.Contains(rule.Resources, strings.TrimSuffix(asked.Resource+"/"+asked.Subresource, "/"))
		})
}

// attemptsOf lists every mutant of a policy and its bindings.
func attemptsOf(described Described) ([]attempt, error) {
	compiled, err := newJudge(&cluster{}, described)
	if err != nil {
		return nil, err
	}
	spec := described.Policy.Spec
	all := reaches(described)
	var failure error
	add := func(clause, expression string, condition bool, parts []part, apply func(*judge, string) (func(), error)) {
		changes, err := mutants(expression, condition)
		failure = errors.Join(failure, err)
		for _, change := range changes {
			all = append(all, attempt{clause, change.what, clause + "\x00" + change.expression, parts, !strings.HasPrefix(clause, "variables."), func(judge *judge) (func(), error) {
				return apply(judge, change.expression)
			}})
		}
	}
	edited := func(condition bool, expression func(*policySpec) *string) func(*judge, string) (func(), error) {
		return func(judge *judge, changed string) (func(), error) {
			return judge.change(func(spec *policySpec) { *expression(spec) = changed }, changed, condition)
		}
	}
	for _, variable := range spec.Variables {
		add("variables."+variable.Name, variable.Expression, compiled.isCondition(variable), described.readers(variable.Name),
			func(judge *judge, changed string) (func(), error) {
				undo := func() { _ = judge.setVariable(variable) }
				err := judge.setVariable(admissionregistration.Variable{Name: variable.Name, Expression: changed})
				if err != nil {
					undo()
				}
				return undo, err
			})
	}
	for i, condition := range spec.MatchConditions {
		// A request that breaks no rule is told by what is noted.
		parts := []part{{validations: indexes(len(spec.Validations)), audit: indexes(len(spec.AuditAnnotations))}}
		add("matchConditions."+condition.Name, condition.Expression, true, parts,
			edited(true, func(spec *policySpec) *string { return &spec.MatchConditions[i].Expression }))
	}
	for i, validation := range spec.Validations {
		clause := "validations." + nameOf(validation, i)
		add(clause, validation.Expression, true, []part{{validations: []int{i}}},
			edited(true, func(spec *policySpec) *string { return &spec.Validations[i].Expression }))
		if validation.MessageExpression != "" {
			add(clause+".message", validation.MessageExpression, false, []part{{validations: []int{i}, messages: true}},
				edited(false, func(spec *policySpec) *string { return &spec.Validations[i].MessageExpression }))
		}
	}
	for i, annotation := range spec.AuditAnnotations {
		add("auditAnnotations."+annotation.Key, annotation.ValueExpression, false, []part{{audit: []int{i}}},
			edited(false, func(spec *policySpec) *string { return &spec.AuditAnnotations[i].ValueExpression }))
	}
	return all, failure
}

// readers are the parts of the policy that depend on a variable. What decides about a request is not also asked for
// in its words.
func (d Described) readers(name string) []part {
	spec := d.Policy.Spec
	reads := map[string]bool{name: true}
	depends := func(expression string) bool {
		return slices.ContainsFunc(variables.FindAllStringSubmatch(expression, -1),
			func(found []string) bool { return reads[found[1]] })
	}
	for _, variable := range spec.Variables {
		if depends(variable.Expression) {
			reads[variable.Name] = true
		}
	}
	var decides, says, notes part
	says.messages = true
	for i, validation := range spec.Validations {
		if depends(validation.Expression) {
			decides.validations = append(decides.validations, i)
		}
		if depends(validation.MessageExpression) {
			says.validations = append(says.validations, i)
		}
	}
	for i, annotation := range spec.AuditAnnotations {
		if depends(annotation.ValueExpression) {
			notes.audit = append(notes.audit, i)
		}
	}
	var parts []part
	if len(decides.validations) > 0 {
		parts = append(parts, decides)
	}
	if len(says.validations) > 0 {
		parts = append(parts, says)
	}
	if len(notes.audit) > 0 {
		parts = append(parts, notes)
	}
	return parts
}

var variables = regexp.MustCompile(`variables\.(\w+)`)
