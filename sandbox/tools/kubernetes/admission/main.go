// Command admission judges requests by ValidatingAdmissionPolicies with the API server's own code, without an API
// server: thousands a second. It also makes every mutant of the policies and says which requests tell it apart.
//
// It reads one JSON document from standard input and writes one to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

func main() {
	var input Input
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		fail(err)
	}
	cluster, err := newCluster(input)
	if err != nil {
		fail(err)
	}
	output, err := judgeAll(cluster, input.Policies)
	if err != nil {
		fail(err)
	}
	if input.Mutate {
		killed := map[string]string{}
		for _, described := range input.Policies {
			mutants, err := judgeMutants(cluster, described, runtime.NumCPU(), killed)
			if err != nil {
				fail(err)
			}
			output.Mutants = append(output.Mutants, mutants...)
		}
		// What only the cases of a later policy tell apart.
		for i := range output.Mutants {
			if mutant := &output.Mutants[i]; mutant.KilledBy == "" && mutant.source != "" {
				mutant.KilledBy = killed[mutant.source]
			}
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func judgeAll(cluster *cluster, described []Described) (Output, error) {
	output := Output{Answers: map[string][]Answer{}, Mutants: []Mutant{}}
	for _, one := range described {
		judge, err := newJudge(cluster, one)
		if err != nil {
			return output, err
		}
		validator := judge.validator(judge.whole())
		for _, request := range cluster.requests {
			if answer := judge.answer(request, validator); answer != nil {
				output.Answers[request.ID] = append(output.Answers[request.ID], *answer)
			}
		}
	}
	return output, nil
}
