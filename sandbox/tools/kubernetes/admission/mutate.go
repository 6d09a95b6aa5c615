package main

import (
	"fmt"
	"strings"

	"github.com/google/cel-go/common"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/parser"
)

// change is another expression in place of one, and what differs.
type change struct {
	what, expression string
}

var nodes = ast.NewExprFactory()

// Macros stay calls, so that what is inside of them can be changed like everything else.
var reader, _ = parser.NewParser(parser.EnableOptionalSyntax(true))

// mutants makes every change to an expression. condition says whether it answers with true or false.
func mutants(expression string, condition bool) ([]change, error) {
	parsed, errors := reader.Parse(common.NewTextSource(expression))
	if len(errors.GetErrors()) > 0 {
		return nil, fmt.Errorf("%s: %s", expression, errors.ToDisplayString())
	}
	all := &mutation{parsed: parsed, seen: map[string]bool{}}
	original, err := all.text(parsed.Expr())
	if err != nil {
		return nil, err
	}
	all.seen[original] = true
	all.visit(parsed.Expr(), condition)
	return all.changes, all.err
}

type mutation struct {
	parsed  *ast.AST
	seen    map[string]bool
	changes []change
	err     error
}

func (m *mutation) text(expr ast.Expr) (string, error) {
	return parser.Unparse(expr, m.parsed.SourceInfo())
}

// replace writes the expression down with another node in place of one.
func (m *mutation) replace(node ast.Expr, what string, with func(original ast.Expr) ast.Expr) {
	original := nodes.NewUnspecifiedExpr(0)
	original.SetKindCase(node)
	before, err := m.text(original)
	if err != nil {
		m.err = err
		return
	}
	node.SetKindCase(with(original))
	text, err := m.text(m.parsed.Expr())
	node.SetKindCase(original)
	if err != nil {
		m.err = err
		return
	}
	if !m.seen[text] {
		m.seen[text] = true
		m.changes = append(m.changes, change{what: fmt.Sprintf("%s: %s", strings.ReplaceAll(before, "\n", " "), what), expression: text})
	}
}

func (m *mutation) visit(node ast.Expr, condition bool) {
	if condition {
		m.decide(node)
	}
	switch node.Kind() {
	case ast.CallKind:
		m.visitCall(node, condition)
	case ast.SelectKind:
		m.visit(node.AsSelect().Operand(), false)
	case ast.ListKind:
		m.visitList(node)
	case ast.IdentKind:
		m.side(node)
	}
}

// decide replaces a condition by true, by false and by its opposite.
func (m *mutation) decide(node ast.Expr) {
	if node.Kind() == ast.LiteralKind {
		m.replace(node, "turned", func(original ast.Expr) ast.Expr { return not(original) })
		return
	}
	for _, value := range []bool{true, false} {
		m.replace(node, fmt.Sprintf("always %t", value), func(ast.Expr) ast.Expr {
			return nodes.NewLiteral(0, types.Bool(value))
		})
	}
	m.replace(node, "turned", func(original ast.Expr) ast.Expr {
		if original.Kind() == ast.CallKind && original.AsCall().FunctionName() == operators.LogicalNot {
			return original.AsCall().Args()[0]
		}
		return not(original)
	})
}

func not(expr ast.Expr) ast.Expr {
	return nodes.NewCall(0, operators.LogicalNot, expr)
}

// swapped are calls that are replaced by another one with the same arguments.
var swapped = map[string]string{
	operators.LogicalAnd: operators.LogicalOr, operators.LogicalOr: operators.LogicalAnd,
	operators.Less: operators.LessEquals, operators.LessEquals: operators.Less,
	operators.Greater: operators.GreaterEquals, operators.GreaterEquals: operators.Greater,
	operators.All: operators.Exists, operators.Exists: operators.All,
	"startsWith": "endsWith", "endsWith": "startsWith", "isLessThan": "isGreaterThan", "isGreaterThan": "isLessThan",
}

// dropped are calls of which only the target stays.
var dropped = map[string]bool{"lowerAscii": true, "upperAscii": true, "trim": true}

func (m *mutation) visitCall(node ast.Expr, condition bool) {
	call := node.AsCall()
	function, args := call.FunctionName(), call.Args()
	if other, found := swapped[function]; found {
		m.replace(node, "instead "+other, func(ast.Expr) ast.Expr {
			if call.IsMemberFunction() {
				return nodes.NewMemberCall(0, other, call.Target(), args...)
			}
			return nodes.NewCall(0, other, args...)
		})
	}
	if dropped[function] {
		m.replace(node, "without "+function, func(ast.Expr) ast.Expr { return call.Target() })
	}
	if call.IsMemberFunction() {
		m.visit(call.Target(), false)
	}
	switch function {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		for _, arg := range args {
			m.visit(arg, true)
		}
	case operators.Conditional:
		m.visit(args[0], true)
		m.visit(args[1], condition)
		m.visit(args[2], condition)
	case operators.All, operators.Exists, operators.ExistsOne, operators.Filter:
		m.visit(args[len(args)-1], true)
	case operators.Map:
		m.visit(args[len(args)-1], false)
	case operators.OptSelect, operators.OptIndex, operators.Index:
		m.visit(args[0], false)
		m.literal(args[1])
		if args[1].Kind() != ast.LiteralKind {
			m.visit(args[1], false)
		}
	case operators.Add:
		// Words of a message are no decision.
		for _, arg := range args {
			if arg.Kind() != ast.LiteralKind {
				m.visit(arg, false)
			}
		}
	default:
		for _, arg := range args {
			m.literal(arg)
			m.visit(arg, false)
		}
	}
}

// literal replaces a literal by another one. The empty ones stand for what is absent.
func (m *mutation) literal(node ast.Expr) {
	if node.Kind() != ast.LiteralKind {
		return
	}
	switch value := node.AsLiteral().(type) {
	case types.String:
		if value != "" {
			m.replace(node, "another text", func(ast.Expr) ast.Expr {
				return nodes.NewLiteral(0, types.String("mutated"))
			})
		}
	case types.Int:
		m.replace(node, "one more", func(ast.Expr) ast.Expr { return nodes.NewLiteral(0, value+1) })
	case types.Bool:
		m.replace(node, "turned", func(ast.Expr) ast.Expr { return nodes.NewLiteral(0, !value) })
	}
}

// visitList takes each element out of a list.
func (m *mutation) visitList(node ast.Expr) {
	elements := node.AsList().Elements()
	for i, element := range elements {
		text, _ := m.text(element)
		m.replace(node, "without "+text, func(ast.Expr) ast.Expr {
			rest := append(append([]ast.Expr{}, elements[:i]...), elements[i+1:]...)
			return nodes.NewList(0, rest, nil)
		})
		m.visit(element, false)
	}
}

// side reads the other object of the request.
func (m *mutation) side(node ast.Expr) {
	others := map[string]string{"object": "oldObject", "oldObject": "object"}
	if other, found := others[node.AsIdent()]; found {
		m.replace(node, "instead "+other, func(ast.Expr) ast.Expr { return nodes.NewIdent(0, other) })
	}
}
