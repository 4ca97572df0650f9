using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>
/// No kernel of spans, matrices, rows and batches clears, fills or copies with the framework: see
/// <c>Spans/Stores</c> for what such a call costs beside registers of 512 bits.
/// </summary>
public class FrameworkCallTests
{
    private static readonly string[] Slow =
        ["Span`1.Clear", "Span`1.Fill", "Span`1.CopyTo", "Span`1.TryCopyTo", "ReadOnlySpan`1.CopyTo",
            "ReadOnlySpan`1.TryCopyTo", "Array.Clear", "Array.Copy", "Array.Fill", "Buffer.MemoryCopy"];

    /// <summary>Methods that may, because they do it once in a call of the library.</summary>
    private static readonly string[] Once =
        ["LinearWork`2.Pass", "ClassWeightSums`1.ctor", "CtcWork`1.ctor", "ContrastWork`1.Run",
            "ContrastWork`1.Normalise", "ContrastWork`1.Backward", "ContrastLosses.Run", "FeatureWork`1.Run",
            "MovedPairs`1.ctor", "MovedPairs`1.Take", "ProxyMoves`2.Run", "SimilarityLosses.Run",
            "SimilarityWork`2.ctor", "SimilarityWork`2.Run", "SimilarityWork`2.Number", "RowStages.Run",
            "NarrowLinearWork`2.Run", "ProxyWork`2.Run", "CentredCurvature`2.Run", "SoftmaxCurvature`2.Run",
            "SoftmaxCurvature`2.FillWeights", "LossGradients`1.Clear", "PointCurvature.Of",
            "Workers.Crew"];

    [Fact]
    public void Row_kernels_store_for_themselves()
    {
        string[] calls = [.. Calls(InKernels)];
        string[] wrong = [.. calls.Where(call => Slow.Any(one => call.EndsWith($" {one}", StringComparison.Ordinal)))
            .Where(call => !Once.Any(one => call.StartsWith($"{one} ", StringComparison.Ordinal)))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        // The reader of calls sees those that are there.
        Assert.Contains(calls, call => call == "LinearWork`2.Pass Span`1.Clear");
        Assert.Contains(calls, call => call == "SequentialRow.Powers Stores.Copy");
    }

    /// <summary>Types that are declared in these folders.</summary>
    private static readonly Lazy<HashSet<string>> Kernels = new(() =>
        [.. new[] { "Batches", "Matrices", "Rows", "Spans" }
            .SelectMany(folder => Directory.GetFiles(
                Path.Combine(RepositoryFiles.Root, "src", "VectorLoss", folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\b(?:class|struct) (\w+)"))
            .Select(match => match.Groups[1].Value)]);

    private static bool InKernels(string type) => Kernels.Value.Contains(type.Split('`')[0]);

    /// <summary>"Type.Method CalledType.CalledMethod" of every call in the engine's methods of such types.</summary>
    private static IEnumerable<string> Calls(Func<string, bool> includes)
    {
        using FileStream file = File.OpenRead(typeof(RowFunctions).Assembly.Location);
        using PEReader assembly = new(file);
        MetadataReader reader = assembly.GetMetadataReader();
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            string type = reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name);
            if (method.RelativeVirtualAddress == 0 || !includes(type))
                continue;
            byte[] code = assembly.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!;
            foreach ((OpCode one, int operand) in Instructions.Of(code))
                if (one.OperandType == OperandType.InlineMethod && Name(
                    reader, MetadataTokens.EntityHandle(BitConverter.ToInt32(code, operand))) is { } name)
                    yield return $"{type}.{reader.GetString(method.Name).Split('.')[^1]} {name}";
        }
    }

    private static string? Name(MetadataReader reader, EntityHandle method) => method.Kind switch
    {
        HandleKind.MethodSpecification
            => Name(reader, reader.GetMethodSpecification((MethodSpecificationHandle)method).Method),
        HandleKind.MethodDefinition when reader.GetMethodDefinition((MethodDefinitionHandle)method) is var one
            => $"{Type(reader, one.GetDeclaringType())}.{reader.GetString(one.Name)}",
        HandleKind.MemberReference when reader.GetMemberReference((MemberReferenceHandle)method) is var one
            => $"{Type(reader, one.Parent)}.{reader.GetString(one.Name)}",
        _ => null,
    };

    private static string? Type(MetadataReader reader, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)type).Name),
        HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name),
        HandleKind.TypeSpecification => Generic(reader, reader.GetTypeSpecification((TypeSpecificationHandle)type)),
        _ => null,
    };

    /// <summary>The generic type of an instance: GENERICINST, CLASS or VALUETYPE, and its token.</summary>
    private static string? Generic(MetadataReader reader, TypeSpecification instance)
    {
        BlobReader blob = reader.GetBlobReader(instance.Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        blob.ReadByte();
        return Type(reader, blob.ReadTypeHandle());
    }
}
