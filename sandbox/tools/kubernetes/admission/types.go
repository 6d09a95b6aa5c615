package main

import (
	admissionregistration "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
)

// Input is what standard input holds.
type Input struct {
	Policies   []Described              `json:"policies"`
	Namespaces []core.Namespace         `json:"namespaces"`
	Params     []map[string]interface{} `json:"params"`
	Cases      []Case                   `json:"cases"`
	// Mutate asks for the mutants too.
	Mutate bool `json:"mutate"`
}

// Described is one policy with its bindings.
type Described struct {
	Name     string                                                   `json:"name"`
	Policy   admissionregistration.ValidatingAdmissionPolicy          `json:"policy"`
	Bindings []admissionregistration.ValidatingAdmissionPolicyBinding `json:"bindings"`
}

// Case is one request.
type Case struct {
	ID        string `json:"id"`
	Operation string `json:"operation"`
	Group     string `json:"group"`
	Version   string `json:"version"`
	Kind      string `json:"kind"`
	Resource  string `json:"resource"`
	// Subresource is empty for the object itself.
	Subresource string                 `json:"subresource"`
	Namespace   string                 `json:"namespace"`
	Name        string                 `json:"name"`
	Object      map[string]interface{} `json:"object"`
	OldObject   map[string]interface{} `json:"oldObject"`
	User        string                 `json:"user"`
	Groups      []string               `json:"groups"`
	// Verbs that RBAC allows the user on every object, beside those of the request itself.
	Verbs []string `json:"verbs"`
	// Params of the cluster that this request does not find, "namespace/name".
	WithoutParams []string `json:"withoutParams"`
}

// Answer is what one policy says to one request.
type Answer struct {
	Policy string `json:"policy"`
	// Refusals in the order of the validations.
	Refusals []Refusal         `json:"refusals"`
	Audit    map[string]string `json:"audit,omitempty"`
}

// Refusal is one validation that failed.
type Refusal struct {
	Binding string `json:"binding"`
	// Index of the validation; -1 when the policy could not be evaluated.
	Index   int    `json:"index"`
	Message string `json:"message"`
	// Broken is true for an expression that failed instead of answering.
	Broken bool `json:"broken,omitempty"`
}

// Mutant is one change to a policy, and the request that is answered differently because of it.
type Mutant struct {
	Policy string `json:"policy"`
	// Clause that was changed, such as "variables.keepsSize".
	Clause string `json:"clause"`
	// What was changed there.
	What string `json:"what"`
	// KilledBy is the ID of a request; empty for a mutant that lives.
	KilledBy string `json:"killedBy"`
	// source is the same for a mutant of another policy that comes from the same text; empty when there is none.
	source string
}

// Output is what standard output holds.
type Output struct {
	// Answers by case; a policy that does not match a request has none.
	Answers map[string][]Answer `json:"answers"`
	Mutants []Mutant            `json:"mutants"`
}
