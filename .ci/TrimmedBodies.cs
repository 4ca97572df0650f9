#:property PublishAot=false
// Holds the linker to its promise that what it keeps of the engine is the compiler's code: each method that is left has the
// instructions that it had before. dotnet run --file TrimmedBodies.cs -- BEFORE.dll AFTER.dll
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using VectorLoss.Tests.CodeGeneration;

ILookup<string, string> before = Bodies(args[0]), after = Bodies(args[1]);
string[] changed = [.. after.Where(method => method.Except(before[method.Key]).Any()).Select(method => method.Key)];
foreach (string method in changed.Take(20))
    Console.WriteLine($"the linker changed {method}");
Console.WriteLine($"{after.Sum(method => method.Count()):N0} of {before.Sum(method => method.Count()):N0} methods are left, {changed.Length} with "
    + "other instructions");
return changed.Length == 0 && after.Count > 0 ? 0 : 1;

// Methods by type and name, each as its instructions without their operands; a jump is the same in its short form.
ILookup<string, string> Bodies(string path)
{
    using PEReader file = new(File.OpenRead(path));
    MetadataReader reader = file.GetMetadataReader();
    return reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0)
        .Select(method => (Name: $"{TypeName(reader, method.GetDeclaringType())}.{reader.GetString(method.Name)}",
            Code: string.Join(' ', Instructions.Of(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!)
                .Select(one => Name(one.Code)))))
        .ToLookup(method => method.Name, method => method.Code);
}

static string TypeName(MetadataReader reader, TypeDefinitionHandle handle)
{
    TypeDefinition type = reader.GetTypeDefinition(handle);
    return type.GetDeclaringType() is { IsNil: false } outer ? $"{TypeName(reader, outer)}.{reader.GetString(type.Name)}"
        : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
}

static string Name(OpCode code)
    => code.OperandType == OperandType.ShortInlineBrTarget ? code.Name![..^2] : code.Name!;
