using Mono.Cecil;
using Mono.Cecil.Cil;

namespace VectorLoss.Mutants;

/// <summary>Adds to a module a field with a byte for each site, and to each site a call that sets its byte.</summary>
internal static class Instrumented
{
    public const string TypeName = "VectorLoss.MutantHits", FieldName = "Hits";

    public static void Put(ModuleDefinition module, Instruction[] sites)
    {
        TypeSystem types = module.TypeSystem;
        var holder = new TypeDefinition("VectorLoss", "MutantHits", TypeAttributes.Public | TypeAttributes.Abstract
            | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, types.Object);
        var hits = new FieldDefinition(FieldName, FieldAttributes.Public | FieldAttributes.Static,
            new ArrayType(types.Byte));
        holder.Fields.Add(hits);
        const MethodAttributes attributes =
            MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig;
        Add(".cctor", attributes | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, [],
            Instruction.Create(OpCodes.Ldc_I4, sites.Length), Instruction.Create(OpCodes.Newarr, types.Byte),
            Instruction.Create(OpCodes.Stsfld, hits), Instruction.Create(OpCodes.Ret));
        var index = new ParameterDefinition(types.Int32);
        MethodDefinition hit = Add("Hit", attributes, [index],
            Instruction.Create(OpCodes.Ldsfld, hits), Instruction.Create(OpCodes.Ldarg, index),
            Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Stelem_I1),
                Instruction.Create(OpCodes.Ret));
        module.Types.Add(holder);

        Dictionary<Instruction, MethodDefinition> owners = module.GetTypes().SelectMany(type => type.Methods)
            .Where(method => method.HasBody).SelectMany(method => method.Body.Instructions.Select(at => (at, method)))
            .ToDictionary(pair => pair.at, pair => pair.method);
        foreach (IGrouping<Instruction, int> site in Enumerable.Range(0, sites.Length).GroupBy(i => sites[i]))
        {
            ILProcessor processor = owners[site.Key].Body.GetILProcessor();
            Instruction place = site.Key;
            while (place.Previous is { OpCode.OpCodeType: OpCodeType.Prefix })
                place = place.Previous;
            // Jumps to the site find the calls first: the instruction moves down, its object becomes an argument.
            Instruction moved = Instruction.Create(OpCodes.Nop);
            (moved.OpCode, moved.Operand) = (place.OpCode, place.Operand);
            (place.OpCode, place.Operand) = (OpCodes.Ldc_I4, site.First());
            processor.InsertAfter(place, moved);
            foreach (int i in site.Skip(1))
            {
                processor.InsertAfter(place, Instruction.Create(OpCodes.Call, hit));
                processor.InsertAfter(place, Instruction.Create(OpCodes.Ldc_I4, i));
            }
            processor.InsertAfter(place, Instruction.Create(OpCodes.Call, hit));
        }

        MethodDefinition Add(string name, MethodAttributes with, ParameterDefinition[] parameters,
            params Instruction[] body)
        {
            var method = new MethodDefinition(name, with, types.Void);
            foreach (ParameterDefinition parameter in parameters)
                method.Parameters.Add(parameter);
            foreach (Instruction instruction in body)
                method.Body.Instructions.Add(instruction);
            holder.Methods.Add(method);
            return method;
        }
    }
}
