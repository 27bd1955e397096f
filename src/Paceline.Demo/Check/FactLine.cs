using System.Globalization;
using System.Text.Json;

namespace Paceline.Demo.Check;

/// <summary>One stored fact as the public API gives it: a line of JSON, read here without a type of the dialler, so that the check shares
/// no code with what it checks.</summary>
/// <param name="Number">Place in the order of all facts.</param>
/// <param name="Writer">Who wrote it, such as "group/demo".</param>
/// <param name="At">When it was decided; it was committed after that and before anything that follows from it.</param>
/// <param name="Fact">Its word, such as "attempt.ordered".</param>
/// <param name="Members">The whole line.</param>
public sealed record FactLine(long Number, string Writer, DateTimeOffset At, string Fact, JsonElement Members)
{
    /// <summary>Reads a line; null for an empty one.</summary>
    /// <exception cref="JsonException">The line is no JSON object, or has no number, time or word.</exception>
    public static FactLine? Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return null;
        }

        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        return root.ValueKind is JsonValueKind.Object
            && root.TryGetProperty("number", out var number) && number.TryGetInt64(out var place)
            && TimeOf(root, "at") is { } at && TextOf(root, "fact") is { Length: > 0 } word
                ? new FactLine(place, TextOf(root, "writer") ?? "", at, word, root)
                : throw new JsonException($"A fact needs number, at and fact; this line is none: {line[..Math.Min(line.Length, 120)]}");
    }

    public string? Text(string name) => TextOf(Members, name);

    public long? Whole(string name) => WholeOf(Members, name);

    public DateTimeOffset? Time(string name) => TimeOf(Members, name);

    /// <summary>A member's text; an id or number that is written as an object with one member counts as that member.</summary>
    internal static string? TextOf(JsonElement from, string name) =>
        from.ValueKind is JsonValueKind.Object && from.TryGetProperty(name, out var member) ? Plain(member) : null;

    internal static long? WholeOf(JsonElement from, string name) =>
        long.TryParse(TextOf(from, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    internal static double? RatioOf(JsonElement from, string name) =>
        double.TryParse(TextOf(from, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) ? ratio : null;

    internal static bool IsTrue(JsonElement from, string name) =>
        from.ValueKind is JsonValueKind.Object && from.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.True;

    internal static JsonElement Part(JsonElement from, string name) =>
        from.ValueKind is JsonValueKind.Object && from.TryGetProperty(name, out var member) ? member : default;

    internal static DateTimeOffset? TimeOf(JsonElement from, string name) =>
        DateTimeOffset.TryParse(TextOf(from, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static string? Plain(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.String => member.GetString(),
        JsonValueKind.Number => member.GetRawText(),
        JsonValueKind.Object => member.EnumerateObject().Select(static inner => Plain(inner.Value)).FirstOrDefault(),
        _ => null,
    };
}
