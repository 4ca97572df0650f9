#:property PublishAot=false
// Removes from the documentation file of an assembly the members that its users cannot see: the compiler writes all of them.
// dotnet run --file PublicDocs.cs -- ASSEMBLY.dll DOCUMENTATION.xml
using System.Reflection;
using System.Xml.Linq;

const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
    | BindingFlags.Static;

HashSet<string> visible = [.. Assembly.LoadFrom(Path.GetFullPath(args[0])).GetExportedTypes().SelectMany(Visible)];
XDocument documentation = XDocument.Load(args[1], LoadOptions.PreserveWhitespace);
XElement[] members = [.. documentation.Descendants("member")];
XElement[] hidden = [.. members.Where(member => !visible.Contains(member.Attribute("name")!.Value))];
foreach (XElement member in hidden)
{
    (member.PreviousNode as XText)?.Remove();
    member.Remove();
}
documentation.Save(args[1]);
Console.WriteLine($"{Path.GetFileName(args[1])}: {members.Length - hidden.Length} public members documented");

// The identifiers of a type and its members that other assemblies see, as the C# specification forms them (annex D.4.2).
static IEnumerable<string> Visible(Type type) =>
[
    $"T:{NameOf(type)}",
    .. type.GetFields(all).Where(field => IsSeen(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly))
        .Select(field => $"F:{NameOf(type)}.{field.Name}"),
    .. type.GetEvents(all).Where(one => IsSeenMethod(one.AddMethod!)).Select(one => $"E:{NameOf(type)}.{one.Name}"),
    .. type.GetProperties(all).Where(property => property.GetAccessors(true).Any(IsSeenMethod))
        .Select(property => $"P:{NameOf(type)}.{property.Name}{Parameters(property.GetIndexParameters())}"),
    .. type.GetConstructors(all).Where(IsSeenMethod)
        .Select(constructor => $"M:{NameOf(type)}.{constructor.Name.Replace('.', '#')}{Parameters(constructor.GetParameters())}"),
    .. type.GetMethods(all).Where(IsSeenMethod).Select(method => $"M:{NameOf(type)}.{method.Name}"
        + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "") + Parameters(method.GetParameters())
        + (method.Name is "op_Implicit" or "op_Explicit" ? $"~{Reference(method.ReturnType)}" : "")),
];

static bool IsSeen(bool isPublic, bool isFamily, bool isFamilyOrAssembly) => isPublic || isFamily || isFamilyOrAssembly;

static bool IsSeenMethod(MethodBase method) => IsSeen(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

static string NameOf(Type type) => type.FullName!.Replace('+', '.');

static string Parameters(ParameterInfo[] parameters) => parameters.Length == 0
    ? ""
    : $"({string.Join(',', parameters.Select(parameter => Reference(parameter.ParameterType)))})";

static string Reference(Type type)
    => type.IsByRef ? $"{Reference(type.GetElementType()!)}@"
    : type.IsPointer ? $"{Reference(type.GetElementType()!)}*"
    : type.IsArray ? Reference(type.GetElementType()!) + Rank(type.GetArrayRank())
    : type.IsGenericMethodParameter ? $"``{type.GenericParameterPosition}"
    : type.IsGenericParameter ? $"`{type.GenericParameterPosition}"
    : type.IsGenericType ? Generic(type)
    : NameOf(type);

static string Rank(int rank) => rank == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", rank))}]";

// Each type of a nest takes its own arguments: Outer{A}.Inner{B}.
static string Generic(Type type)
{
    Queue<string> arguments = new(type.GetGenericArguments().Select(Reference));
    return string.Join('.', NameOf(type.GetGenericTypeDefinition()).Split('.').Select(part => part.Split('`') switch
    {
        [string name, string count] => $"{name}{{{string.Join(',', Enumerable.Range(0, int.Parse(count)).Select(_ => arguments.Dequeue()))}}}",
        _ => part,
    }));
}
