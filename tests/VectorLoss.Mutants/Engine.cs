using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace VectorLoss.Mutants;

/// <summary>The compiled engine with all faults that can be put into it.</summary>
internal sealed class Engine
{
    private const string SourceRoot = "/src/VectorLoss/";

    private static readonly string[] Rooms =
        ["Losses", "Batches", "Matrices", "Rows", "Autodiff", "Checking", "Training", "Data"];

    private readonly ModuleDefinition module;

    /// <summary>Reads an assembly and its symbols.</summary>
    public Engine(string assembly)
    {
        module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { ReadSymbols = true, InMemory = true });
        Mutants = [.. module.GetTypes().SelectMany(type => type.Methods)
            .Where(method => method.HasBody && !IsMade(method))
            .SelectMany(Of)];
    }

    /// <summary>All mutants of the rooms.</summary>
    public Mutant[] Mutants { get; }

    /// <summary>The same number from every room, those of the lowest rank.</summary>
    public Mutant[] Sample(int count, int seed) => [.. Rooms.SelectMany(room => Mutants
        .Where(mutant => mutant.Room == room).OrderBy(mutant => mutant.Rank(seed), StringComparer.Ordinal)
        .DistinctBy(mutant => mutant.Name).Take((count + Rooms.Length - 1) / Rooms.Length))];

    /// <summary>Writes the engine with a fault, or as it is.</summary>
    public void Write(string path, Mutant? mutant)
    {
        lock (module)
        {
            Action? heal = mutant?.Plant();
            module.Write(path);
            heal?.Invoke();
        }
    }

    /// <summary>Writes the engine so that it counts which of the mutants its callers reach.</summary>
    public void WriteInstrumented(string path, Mutant[] mutants)
    {
        Instrumented.Put(module, mutants.Select(mutant => mutant.At).ToArray());
        module.Write(path);
    }

    private static IEnumerable<Mutant> Of(MethodDefinition method)
    {
        MethodDebugInformation symbols = method.DebugInformation;
        SequencePoint[] points = [.. symbols.SequencePoints.Where(point => !point.IsHidden)];
        if (points.Length == 0 || points[0].Document.Url.Replace('\\', '/').Split(SourceRoot) is not [_, var file]
            || file.Split('/')[0] is var room && !Rooms.Contains(room))
        {
            yield break;
        }
        Dictionary<int, SequencePoint> starts = symbols.SequencePoints.ToDictionary(point => point.Offset);
        method.Body.SimplifyMacros();
        Dictionary<string, int> seen = [];
        string name = $"{method.DeclaringType.FullName}::{method.Name}({string.Join(',', method.Parameters.Select(
            parameter => parameter.ParameterType.Name))})";
        SequencePoint? place = null;
        foreach (Instruction at in method.Body.Instructions)
        {
            place = starts.GetValueOrDefault(at.Offset) ?? place;
            if (place is null or { IsHidden: true } || at.Next?.Operand is FieldReference { Name: ['<', '>', ..] })
                continue;
            foreach ((string fault, string change, Func<Action> plant) in Faults.Of(at, method))
            {
                int ordinal = seen[fault + change] = seen.GetValueOrDefault(fault + change) + 1;
                yield return new Mutant(room, file, place.StartLine, name, fault, change, ordinal, at, plant);
            }
        }
    }

    /// <summary>Whether the compiler made the method: the members of records, for example.</summary>
    private static bool IsMade(MethodDefinition method) => method.CustomAttributes.Any(attribute
        => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "ObsoleteAttribute");
}
