using System.Text.Json.Serialization.Metadata;

namespace Paceline.Server;

/// <summary>Looks through the texts of each command that was read. One with a zero character in it is refused: nobody can read it, and what is
/// stored, searched and shown elsewhere ends there for some programs and not for others.</summary>
internal static class PlainText
{
    public const string Refusal = "has the zero character U+0000 in it, which nobody can read. Leave it out.";

    /// <summary>A modifier of the contract's JSON.</summary>
    public static void Demand(JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object)
        {
            return;
        }

        List<(string Name, Func<object, object?> Get)> texts = [];
        foreach (var member in type.Properties)
        {
            if (member.Get is { } get && (member.PropertyType == typeof(string) || member.PropertyType.IsAssignableTo(typeof(IEnumerable<string>))))
            {
                texts.Add((member.Name, get));
            }
        }

        if (texts.Count > 0)
        {
            type.OnDeserialized = read =>
            {
                foreach (var (name, get) in texts)
                {
                    if (HasZero(get(read)))
                    {
                        throw new RefusedValueException($"{name} {Refusal}");
                    }
                }
            };
        }
    }

    private static bool HasZero(object? value) => value switch
    {
        string text => text.Contains('\0'),
        IEnumerable<string?> many => many.Any(static one => one is not null && one.Contains('\0')),
        _ => false,
    };
}
