package org.aliquot.view.path;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aliquot.view.path.Ast.Operator;

/** Turns a path as written into evaluators, and finds out what each yields. */
final class PathCompiler {
    private static final String FUNCTIONS =
            "where exists empty not first ofType extension join getResourceKey getReferenceKey lowBoundary highBoundary";

    private final PathScope scope;
    private final RootKeys keys;
    private final List<String> warnings;

    PathCompiler(PathScope scope, RootKeys keys) {
        this(scope, keys, new ArrayList<>());
    }

    private PathCompiler(PathScope scope, RootKeys keys, List<String> warnings) {
        this.scope = scope;
        this.keys = keys;
        this.warnings = warnings;
    }

    CompiledPath compile(Ast path) throws PathException {
        Expr expr = expr(path);
        boolean yieldsResource = isResource(expr);
        return new CompiledPath(expr, yieldsResource, warnings);
    }

    private Expr expr(Ast path) throws PathException {
        if (path instanceof Ast.Literal literal) {
            return new Functions.Literal(literal.value(), typing(literal.value()));
        } else if (path instanceof Ast.Nothing) {
            return new Functions.Nothing();
        } else if (path instanceof Ast.This) {
            return context();
        } else if (path instanceof Ast.Variable variable) {
            return variable(variable);
        } else if (path instanceof Ast.Member member) {
            return member(member);
        } else if (path instanceof Ast.Call call) {
            return call(call);
        } else if (path instanceof Ast.Index index) {
            return index(index);
        } else if (path instanceof Ast.Sign sign) {
            Expr operand = expr(sign.operand());
            requireNumberOrUnknown(operand, sign.at(), sign.isMinus() ? "-" : "+");
            return new Operators.Sign(sign.isMinus(), operand);
        }
        return binary((Ast.Binary) path);
    }

    private Chain context() {
        return new Chain(null, List.of(), scope.context());
    }

    private static Typing typing(Object value) {
        if (value instanceof String) {
            return Typing.STRING;
        }
        if (value instanceof Boolean) {
            return Typing.BOOLEAN;
        }
        if (value instanceof PartialTime time) {
            return Typing.of(
                    switch (time.kind()) {
                        case DATE -> "date";
                        case DATE_TIME -> "dateTime";
                        case TIME -> "time";
                    });
        }
        return value instanceof Integer ? Typing.INTEGER : Typing.DECIMAL;
    }

    private Expr variable(Ast.Variable variable) throws PathException {
        return switch (variable.name()) {
            case "rowIndex" -> new Functions.RowIndex();
            case "resource", "rootResource" -> {
                keys.addAll();
                yield new Functions.Resource(Typing.of(scope.resource()));
            }
            default -> constant(variable);
        };
    }

    private Expr constant(Ast.Variable variable) throws PathException {
        Constant constant = scope.constants().get(variable.name());
        if (constant == null) {
            throw new PathException(
                    variable.at(),
                    "%" + variable.name() + " is no constant of this view"
                            + known(scope.constants().keySet()));
        }
        return new Functions.Literal(constant.value(), constant.typing());
    }

    private static String known(Set<String> names) {
        return names.isEmpty()
                ? "; it has none"
                : "; expected one of %"
                        + String.join(", %", names.stream().sorted().toList());
    }

    private Expr member(Ast.Member member) throws PathException {
        if (member.target().isEmpty()
                && member.name().equals(scope.context().one())
                && FhirTypes.isResource(member.name())) {
            return context();
        }
        return element(target(member.target()), member.name());
    }

    private Expr target(Optional<Ast> target) throws PathException {
        return target.isPresent() ? expr(target.get()) : context();
    }

    private static Chain chain(Expr expr) {
        return expr instanceof Chain chain ? chain : new Chain(expr, List.of(), expr.typing());
    }

    private boolean isResource(Expr expr) {
        boolean isContext = scope.isResource() && expr instanceof Chain chain && chain.yieldsContext();
        if (isContext) {
            keys.addAll();
        }
        return isContext;
    }

    private Chain element(Expr of, String name) {
        Chain chain = chain(of);
        boolean isRoot = scope.isResource() && chain.yieldsContext();
        Chain longer = step(chain, name);
        if (isRoot) {
            if (longer.last() instanceof Steps.Field field) {
                keys.add(field.name());
            } else if (longer.last() instanceof Steps.Choice choice) {
                choice.alternatives().forEach(alternative -> keys.add(alternative.key()));
            } else {
                keys.addAll();
            }
        }
        return longer;
    }

    private Chain step(Chain chain, String name) {
        Typing typing = chain.typing();
        if (isPrimitive(typing) && (name.equals("extension") || name.equals("id"))) {
            return besideValue(chain, name);
        }
        FhirTypes.Type type = typing.isOne() ? FhirTypes.type(typing.one()) : null;
        if (type == null) {
            return chain.with(new Steps.AnyField(name), together(typing, name));
        }
        FhirTypes.Element element = type.elements().get(name);
        if (element == null) {
            warnings.add(type.name() + " has no element '" + name + "' in R4");
            return chain.with(new Steps.Field(name), Typing.UNKNOWN);
        }
        if (element.isChoice()) {
            return chain.with(new Steps.Choice(element.alternatives()), element.typing());
        }
        return chain.with(new Steps.Field(name), element.typing());
    }

    private static boolean isPrimitive(Typing typing) {
        return !typing.types().isEmpty() && typing.types().stream().allMatch(FhirTypes::isPrimitive);
    }

    // Of birthDate, JSON has the extensions in _birthDate.
    private Chain besideValue(Chain chain, String name) {
        Typing extension = Typing.of(name.equals("id") ? "string" : "Extension");
        if (chain.last() instanceof Steps.Field field) {
            noteBeside(chain, "_" + field.name());
            return chain.instead(new Steps.Field("_" + field.name()), Typing.of("Element"))
                    .with(new Steps.Field(name), extension);
        }
        if (chain.last() instanceof Steps.Choice choice) {
            List<FhirTypes.Alternative> beside = choice.alternatives().stream()
                    .map(alternative -> new FhirTypes.Alternative("_" + alternative.key(), "Element"))
                    .toList();
            beside.forEach(alternative -> noteBeside(chain, alternative.key()));
            return chain.instead(new Steps.Choice(beside), Typing.of("Element")).with(new Steps.Field(name), extension);
        }
        warnings.add(
                "extensions of a value are found only directly behind its element, as in birthDate.extension('…')");
        return chain.with(new Steps.Never(), extension);
    }

    // Cheaper than asking whether the element is the resource's own: a name too many costs nothing.
    private void noteBeside(Chain chain, String key) {
        if (chain.startsAtContext()) {
            keys.add(key);
        }
    }

    private static Typing together(Typing typing, String name) {
        Set<String> types = new LinkedHashSet<>();
        for (String each : typing.types()) {
            FhirTypes.Type type = FhirTypes.type(each);
            if (type == null) {
                return Typing.UNKNOWN;
            }
            FhirTypes.Element element = type.elements().get(name);
            if (element != null) {
                types.addAll(element.typing().types());
            }
        }
        return new Typing(List.copyOf(types));
    }

    private Expr index(Ast.Index index) throws PathException {
        Expr of = expr(index.target());
        isResource(of);
        Expr place = expr(index.index());
        if (place.typing().isOne() && !place.typing().isNumber()) {
            throw new PathException(index.index().at(), "an index is a whole number, not a " + place.typing());
        }
        return new Functions.Index(of, place);
    }

    private Expr binary(Ast.Binary binary) throws PathException {
        Expr left = expr(binary.left());
        Expr right = expr(binary.right());
        isResource(left);
        isResource(right);
        return switch (binary.operator()) {
            case AND, OR -> new Operators.Logic(binary.operator(), left, right);
            case EQUAL, NOT_EQUAL -> new Operators.Equality(binary.operator(), left, right);
            case LESS, AT_MOST, GREATER, AT_LEAST -> {
                requireComparable(left, right, binary);
                yield new Operators.Comparison(binary.operator(), left, right);
            }
            default -> new Operators.Arithmetic(binary.operator(), left, right, sum(left, right, binary));
        };
    }

    private static void requireComparable(Expr left, Expr right, Ast.Binary binary) throws PathException {
        for (Expr side : List.of(left, right)) {
            String type = side.typing().one();
            if (FhirTypes.isComplex(type) || type.equals("boolean")) {
                throw new PathException(
                        binary.at(),
                        "'" + binary.operator().sign + "' compares numbers, texts and times, not a " + type);
            }
        }
    }

    private static Typing sum(Expr left, Expr right, Ast.Binary binary) throws PathException {
        Operator operator = binary.operator();
        boolean isText = operator == Operator.ADD
                && !left.typing().isNumber()
                && !right.typing().isNumber();
        if (!isText) {
            requireNumberOrUnknown(left, binary.at(), operator.sign);
            requireNumberOrUnknown(right, binary.at(), operator.sign);
            if (operator != Operator.DIVIDE
                    && !(left.typing().isOne() && right.typing().isOne())) {
                return Typing.UNKNOWN;
            }
            boolean isWhole = operator != Operator.DIVIDE && isInteger(left.typing()) && isInteger(right.typing());
            return isWhole ? Typing.INTEGER : Typing.DECIMAL;
        }
        for (Expr side : List.of(left, right)) {
            if (Values.kind(side.typing().one()) != null
                    || FhirTypes.isComplex(side.typing().one())) {
                throw new PathException(
                        binary.at(),
                        "'+' of a " + side.typing() + " is not in the subset for views; expected numbers or texts");
            }
        }
        return left.typing().isOne() && right.typing().isOne() ? Typing.STRING : Typing.UNKNOWN;
    }

    private static boolean isInteger(Typing typing) {
        return typing.isNumber() && !typing.one().equals("decimal");
    }

    private static void requireNumberOrUnknown(Expr operand, int at, String sign) throws PathException {
        if (operand.typing().isOne() && !operand.typing().isNumber()) {
            throw new PathException(at, "'" + sign + "' takes numbers, not a " + operand.typing());
        }
    }

    private Expr call(Ast.Call call) throws PathException {
        Expr of = target(call.target());
        return switch (call.name()) {
            case "where" -> {
                arguments(call, 1, 1);
                yield filtered(of, call.arguments().get(0));
            }
            case "exists" -> {
                arguments(call, 0, 1);
                yield new Functions.Exists(
                        call.arguments().isEmpty()
                                ? of
                                : filtered(of, call.arguments().get(0)),
                        false);
            }
            case "empty" -> {
                arguments(call, 0, 0);
                yield new Functions.Exists(of, true);
            }
            case "not" -> {
                arguments(call, 0, 0);
                yield new Functions.Not(of);
            }
            case "first" -> {
                arguments(call, 0, 0);
                yield chain(of).with(new Steps.First(), of.typing());
            }
            case "ofType" -> ofType(of, call);
            case "extension" -> extension(of, call);
            case "join" -> {
                arguments(call, 0, 1);
                isResource(of);
                Expr separator = call.arguments().isEmpty()
                        ? new Functions.Literal("", Typing.STRING)
                        : expr(call.arguments().get(0));
                yield new Functions.Join(of, separator);
            }
            case "lowBoundary", "highBoundary" -> boundary(of, call);
            case "getResourceKey" -> {
                arguments(call, 0, 0);
                requireType(of, call, FhirTypes::isResource, "a resource");
                yield chain(of).with(new Steps.ResourceKey(), Typing.STRING);
            }
            case "getReferenceKey" -> referenceKey(of, call);
            default ->
                throw new PathException(
                        call.at(),
                        "the function '" + call.name() + "' is not in the subset for views; expected one of "
                                + FUNCTIONS);
        };
    }

    private Expr filtered(Expr of, Ast criteria) throws PathException {
        Chain chain = chain(of);
        boolean isRoot = scope.isResource() && chain.yieldsContext();
        PathCompiler inner = new PathCompiler(scope.at(of.typing(), isRoot), keys, warnings);
        Expr condition = inner.expr(criteria);
        inner.isResource(condition);
        return chain.with(new Steps.Where(condition), of.typing());
    }

    private static void arguments(Ast.Call call, int least, int most) throws PathException {
        int count = call.arguments().size();
        if (count < least || count > most) {
            String expected = least == most ? Integer.toString(most) : least + " or " + most;
            throw new PathException(call.at(), call.name() + "() takes " + expected + " arguments, not " + count);
        }
    }

    private Expr ofType(Expr of, Ast.Call call) throws PathException {
        arguments(call, 1, 1);
        String type = typeName(call);
        Chain chain = chain(of);
        Typing typing = Typing.of(type);
        if (chain.last() instanceof Steps.Choice choice) {
            List<FhirTypes.Alternative> fitting = choice.alternatives().stream()
                    .filter(alternative -> FhirTypes.isA(alternative.type(), type))
                    .toList();
            if (fitting.isEmpty()) {
                warnings.add("a value of type " + type + " is never there; expected one of " + chain.typing());
                return chain.with(new Steps.Never(), typing);
            }
            return fitting.size() == 1
                    ? chain.instead(
                            new Steps.Field(fitting.get(0).key()),
                            Typing.of(fitting.get(0).type()))
                    : chain.instead(new Steps.Choice(fitting), typing);
        }
        if (of.typing().isOne() && FhirTypes.type(of.typing().one()) != null) {
            return FhirTypes.isA(of.typing().one(), type) ? of : chain.with(new Steps.Never(), typing);
        }
        return chain.with(new Steps.OfType(type), typing);
    }

    private static String typeName(Ast.Call call) throws PathException {
        Ast argument = call.arguments().get(0);
        if (argument instanceof Ast.Member member) {
            boolean isPlain = member.target().isEmpty();
            boolean isFhir = member.target().orElse(null) instanceof Ast.Member model
                    && model.target().isEmpty()
                    && (model.name().equals("FHIR") || model.name().equals("System"));
            boolean isSystem =
                    isFhir && ((Ast.Member) member.target().get()).name().equals("System");
            String name = isSystem
                    ? Character.toLowerCase(member.name().charAt(0))
                            + member.name().substring(1)
                    : member.name();
            if ((isPlain || isFhir) && FhirTypes.isKnown(name)) {
                return name;
            }
        }
        throw new PathException(
                argument.at(),
                call.name() + "() takes the name of a type of R4, for example "
                        + (call.name().equals("ofType") ? "Quantity" : "Patient"));
    }

    private Expr extension(Expr of, Ast.Call call) throws PathException {
        arguments(call, 1, 1);
        Expr url = expr(call.arguments().get(0));
        if (!(url instanceof Functions.Literal literal) || !(literal.value() instanceof String text)) {
            throw new PathException(
                    call.arguments().get(0).at(), "extension() takes the extension's URL in quotes, or a constant");
        }
        return element(of, "extension").with(new Steps.ExtensionOf(text), Typing.of("Extension"));
    }

    private Expr boundary(Expr of, Ast.Call call) throws PathException {
        arguments(call, 0, 1);
        String type = of.typing().one();
        boolean hasBoundaries =
                type.isEmpty() || of.typing().isNumber() || Values.kind(type) != null || type.equals("Period");
        if (!hasBoundaries) {
            throw new PathException(call.at(), call.name() + "() is of a number, a time or a Period, not of a " + type);
        }
        isResource(of);
        Expr digits = call.arguments().isEmpty() ? null : expr(call.arguments().get(0));
        return new Functions.Boundary(of, call.name().equals("lowBoundary"), digits);
    }

    private Expr referenceKey(Expr of, Ast.Call call) throws PathException {
        arguments(call, 0, 1);
        requireType(of, call, "Reference"::equals, "a Reference");
        String type = null;
        if (!call.arguments().isEmpty()) {
            // In quotes, too, as the specification's own example has it.
            type = call.arguments().get(0) instanceof Ast.Literal literal && literal.value() instanceof String quoted
                    ? quoted
                    : typeName(call);
            if (!FhirTypes.isResource(type)) {
                throw new PathException(
                        call.arguments().get(0).at(), "expected a type of resource, for example Patient");
            }
        }
        return chain(of).with(new Steps.ReferenceKey(type), Typing.STRING);
    }

    private static void requireType(
            Expr of, Ast.Call call, java.util.function.Predicate<String> isRight, String expected)
            throws PathException {
        List<String> types = of.typing().types();
        boolean isWrong =
                !types.isEmpty() && types.stream().noneMatch(type -> isRight.test(type) || type.equals("Resource"));
        if (isWrong) {
            throw new PathException(call.at(), call.name() + "() is of " + expected + ", not of a " + of.typing());
        }
    }
}
