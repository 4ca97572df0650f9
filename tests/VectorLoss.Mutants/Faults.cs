using Mono.Cecil;
using Mono.Cecil.Cil;

namespace VectorLoss.Mutants;

/// <summary>The kinds of fault, each as changes of one instruction (whose macros are written out).</summary>
internal static class Faults
{
    private static readonly Dictionary<Code, OpCode> Negated = Both(
        (OpCodes.Brtrue, OpCodes.Brfalse), (OpCodes.Beq, OpCodes.Bne_Un), (OpCodes.Blt, OpCodes.Bge),
        (OpCodes.Bgt, OpCodes.Ble), (OpCodes.Blt_Un, OpCodes.Bge_Un), (OpCodes.Bgt_Un, OpCodes.Ble_Un));

    private static readonly Dictionary<Code, OpCode> Shifted = Both(
        (OpCodes.Blt, OpCodes.Ble), (OpCodes.Bgt, OpCodes.Bge), (OpCodes.Blt_Un, OpCodes.Ble_Un),
        (OpCodes.Bgt_Un, OpCodes.Bge_Un));

    private static readonly Dictionary<Code, OpCode> Swapped = Both(
        (OpCodes.Add, OpCodes.Sub), (OpCodes.Mul, OpCodes.Div), (OpCodes.And, OpCodes.Or), (OpCodes.Clt, OpCodes.Cgt),
        (OpCodes.Clt_Un, OpCodes.Cgt_Un), (OpCodes.Shl, OpCodes.Shr));

    /// <summary>Methods of the same parameters, of one type or of the interfaces of operators.</summary>
    private static readonly Dictionary<string, string> Exchanged = new[]
    {
        ("op_Addition", "op_Subtraction"), ("op_Multiply", "op_Division"), ("op_LessThan", "op_LessThanOrEqual"),
        ("op_GreaterThan", "op_GreaterThanOrEqual"), ("op_Equality", "op_Inequality"), ("Min", "Max"),
        ("MinNative", "MaxNative"), ("AtLeast", "AtMost"), ("WhereLess", "WhereEqual"), ("Exp", "Expm1"),
        ("Log", "Log1p"), ("IsNaN", "IsInfinity"), ("All", "Any"), ("First", "Last"),
    }.SelectMany(pair => new[] { pair, (pair.Item2, pair.Item1) }).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly Dictionary<string, string> OperatorInterfaces = new()
    {
        ["IAdditionOperators`3"] = "ISubtractionOperators`3",
        ["ISubtractionOperators`3"] = "IAdditionOperators`3",
        ["IMultiplyOperators`3"] = "IDivisionOperators`3",
        ["IDivisionOperators`3"] = "IMultiplyOperators`3",
    };

    /// <summary>Calls that cannot be missed by any result: they give back memory, or write messages.</summary>
    private static readonly string[] Unseen =
        ["Dispose", "KeepAlive", "Return", "Assert", "AppendLiteral", "AppendFormatted", "InitializeArray"];

    /// <summary>The changes of an instruction: the kind, the words for it, and how it is done and undone.</summary>
    public static IEnumerable<(string Fault, string Change, Func<Action> Plant)> Of(Instruction at,
        MethodDefinition method)
    {
        if (Negated.TryGetValue(at.OpCode.Code, out OpCode negated) && !IsCachedDelegate(at))
            yield return Opcode("negated branch", at, negated);
        if (Shifted.TryGetValue(at.OpCode.Code, out OpCode shifted))
            yield return Opcode("shifted boundary", at, shifted);
        if (Swapped.TryGetValue(at.OpCode.Code, out OpCode swapped))
            yield return Opcode(at.OpCode.Code is Code.Clt or Code.Cgt or Code.Clt_Un or Code.Cgt_Un
                ? "turned comparison" : "swapped arithmetic", at, swapped);
        if (at.Operand is int or double or float && Constant(at) is { } constant)
            yield return ("changed constant", $"{at.Operand} -> {constant}", () => Set(at, at.OpCode, constant));
        if (at.OpCode.Code is Code.Call or Code.Callvirt && at.Operand is MethodReference called)
        {
            if (Exchanged.TryGetValue(called.Name, out string? other) && Exchange(called, other) is { } exchanged)
                yield return ("exchanged call", $"{called.Name} -> {other}", () => Set(at, at.OpCode, exchanged));
            if (called.ReturnType.FullName == "System.Void" && called.Name != ".ctor" && !Unseen.Contains(called.Name))
                yield return ("removed call", called.Name, () => Remove(at, called, method));
        }
    }

    private static (string, string, Func<Action>) Opcode(string fault, Instruction at, OpCode code)
        => (fault, $"{at.OpCode.Name} -> {code.Name}", () => Set(at, code, at.Operand));

    private static Action Set(Instruction at, OpCode code, object? operand)
    {
        (OpCode oldCode, object? oldOperand) = (at.OpCode, at.Operand);
        (at.OpCode, at.Operand) = (code, operand);
        return () => (at.OpCode, at.Operand) = (oldCode, oldOperand);
    }

    /// <summary>Pops the arguments where the call stood.</summary>
    private static Action Remove(Instruction at, MethodReference called, MethodDefinition method)
    {
        int arguments = called.Parameters.Count + (called.HasThis ? 1 : 0);
        Action restore = Set(at, arguments == 0 ? OpCodes.Nop : OpCodes.Pop, null);
        Action? prefix = at.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } before
            ? Set(before, OpCodes.Nop, null) : null;
        ILProcessor processor = method.Body.GetILProcessor();
        Instruction[] pops = [.. Enumerable.Range(1, Math.Max(arguments - 1, 0))
            .Select(_ => Instruction.Create(OpCodes.Pop))];
        foreach (Instruction pop in pops)
            processor.InsertAfter(at, pop);
        return () =>
        {
            foreach (Instruction pop in pops)
                processor.Remove(pop);
            prefix?.Invoke();
            restore();
        };
    }

    /// <summary>One more or less; of a truth value, the other.</summary>
    private static object? Constant(Instruction at) => at.Operand switch
    {
        int when FeedsMessage(at) => null,
        int value => value switch { 0 => 1, 1 => 0, < 0 => value + 1, _ => value + (at.Offset % 2 == 0 ? 1 : -1) },
        double value => value + 1,
        float value => value + 1,
        _ => null,
    };

    /// <summary>The sizes that a compiler-made builder of text begins with mean nothing.</summary>
    private static bool FeedsMessage(Instruction at)
    {
        for (int ahead = 0; ahead < 3 && at.Next is not null; ahead++, at = at.Next)
        {
            if (at.Next.Operand is MethodReference
                {
                    Name: ".ctor",
                    DeclaringType.Name: "DefaultInterpolatedStringHandler"
                })
                return true;
        }
        return false;
    }

    private static bool IsCachedDelegate(Instruction at)
        => at.Previous?.Previous?.Operand is FieldReference field
            && field.Name.StartsWith("<>9", StringComparison.Ordinal);

    private static MethodReference? Exchange(MethodReference called, string name)
    {
        if (called is GenericInstanceMethod)
            return null;
        TypeReference owner = called.DeclaringType;
        if (owner is GenericInstanceType { ElementType: var open } instance && open.Namespace == "System.Numerics")
        {
            if (!OperatorInterfaces.TryGetValue(open.Name, out string? otherName))
                return open.Name == "IComparisonOperators`3" || open.Name == "IEqualityOperators`3"
                    || name is "Min" or "Max" ? Copy(called, name, owner) : null;
            var other = new TypeReference(open.Namespace, otherName, open.Module, open.Scope);
            foreach (GenericParameter parameter in open.GenericParameters)
                other.GenericParameters.Add(new GenericParameter(parameter.Name, other));
            var closed = new GenericInstanceType(other);
            foreach (TypeReference argument in instance.GenericArguments)
                closed.GenericArguments.Add(argument);
            return Copy(called, name, closed);
        }
        TypeDefinition? definition = owner.Resolve();
        bool has = definition is not null && definition.Methods.Any(method => method.Name == name
            && method.Parameters.Count == called.Parameters.Count && method.IsStatic == !called.HasThis
            && method.Parameters.Zip(called.Parameters)
                .All(pair => pair.First.ParameterType.FullName == pair.Second.ParameterType.FullName));
        return has ? Copy(called, name, owner) : null;
    }

    private static MethodReference Copy(MethodReference called, string name, TypeReference owner)
    {
        var copy = new MethodReference(name, called.ReturnType, owner) { HasThis = called.HasThis };
        foreach (ParameterDefinition parameter in called.Parameters)
            copy.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        return copy;
    }

    private static Dictionary<Code, OpCode> Both(params (OpCode One, OpCode Other)[] pairs)
        => pairs.SelectMany(pair => new[] { pair, (One: pair.Other, Other: pair.One) })
            .ToDictionary(pair => pair.One.Code, pair => pair.Other);
}
