package main

import (
	"context"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// cluster is what the policies can ask an API server for.
type cluster struct {
	policies   generic.PolicyMatcher
	interfaces admission.ObjectInterfaces
	params     []*unstructured.Unstructured
	requests   []*request
}

// request is one case, and the authorizer that its policies ask.
type request struct {
	Case
	attributes admission.Attributes
}

func newCluster(input Input) (*cluster, error) {
	namespaces := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for i := range input.Namespaces {
		if err := namespaces.Add(&input.Namespaces[i]); err != nil {
			return nil, err
		}
	}
	made := &cluster{
		policies:   generic.NewPolicyMatcher(matching.NewMatcher(listers.NewNamespaceLister(namespaces), nil)),
		interfaces: admission.NewObjectInterfacesFromScheme(runtime.NewScheme()),
	}
	for _, param := range input.Params {
		made.params = append(made.params, &unstructured.Unstructured{Object: param})
	}
	for _, one := range input.Cases {
		if _, found, _ := namespaces.GetByKey(one.Namespace); one.Namespace != "" && !found && one.Kind != "Namespace" {
			return nil, fmt.Errorf("%s: there is no namespace %s", one.ID, one.Namespace)
		}
		made.requests = append(made.requests, newRequest(one))
	}
	return made, nil
}

func newRequest(one Case) *request {
	operation := admission.Operation(one.Operation)
	options := map[admission.Operation]runtime.Object{
		admission.Create: &metav1.CreateOptions{}, admission.Update: &metav1.UpdateOptions{}, admission.Delete: &metav1.DeleteOptions{},
	}
	return &request{Case: one, attributes: admission.NewAttributesRecord(
		object(one.Object), object(one.OldObject),
		schema.GroupVersionKind{Group: one.Group, Version: one.Version, Kind: one.Kind}, one.Namespace, one.Name,
		schema.GroupVersionResource{Group: one.Group, Version: one.Version, Resource: one.Resource}, one.Subresource,
		operation, options[operation], true, &user.DefaultInfo{Name: one.User, Groups: one.Groups},
	)}
}

// Authorize answers `authorizer` in an expression. Masters may do everything.
func (r *request) Authorize(_ context.Context, asked authorizer.Attributes) (authorizer.Decision, string, error) {
	if slices.Contains(r.Groups, "system:masters") || slices.Contains(r.Verbs, asked.GetVerb()) {
		return authorizer.DecisionAllow, "", nil
	}
	return authorizer.DecisionNoOpinion, "", nil
}
