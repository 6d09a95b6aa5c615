import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

const privateMembers = {
  selector: "PrivateIdentifier",
  message: "Write private, as the other classes do.",
};
const skipping = {
  selector: "CallExpression[callee.property.name='skip']",
  message: "Use skip() of test/support/skip.ts: it prints the reason at the end of the run.",
};

export default tseslint.config(
  { ignores: ["dist", "coverage", ".sandbox", "node_modules"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-console": "error",
      // One dialect for what TypeScript lets one write in two ways.
      curly: "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "no-duplicate-imports": "error",
      "@typescript-eslint/naming-convention": [
        "error",
        { selector: "variable", modifiers: ["const", "global"], format: ["camelCase", "PascalCase"] },
        // The mark of a value that is not known yet: public, and written like null and undefined.
        { selector: "variable", filter: "^UNKNOWN$", format: null },
      ],
      "no-restricted-syntax": ["error", privateMembers],
    },
  },
  // mocha's describe() takes functions whose promise nobody awaits, and assertion helpers need loose shapes.
  {
    files: ["test/**/*.ts"],
    ignores: ["test/support/skip.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "off",
      "no-restricted-syntax": ["error", privateMembers, skipping],
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      "@pulumi/no-output-in-template-literal": "off",
      "@pulumi/no-output-instance-in-template-literal": "off",
    },
  },
);
