using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Paceline.Dialing;
using Paceline.Server;
using Paceline.Settings;
using Paceline.Tests.Architecture;

namespace Paceline.Tests.Server;

/// <summary>The pages of docs/reference that the program knows best itself. PACELINE_WRITE_GOLDEN=1 writes them anew; the difference is the
/// change of contract that a reviewer sees.</summary>
public sealed class References(ServerRig server) : IClassFixture<ServerRig>
{
    [Fact]
    public async Task The_api_is_described_as_it_is()
    {
        using var anybody = new HttpClient { BaseAddress = server.Address };
        Compare("docs/reference/openapi.json", await anybody.GetStringAsync(Contract.Address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_settings_are_described_as_they_are()
    {
        var page = new StringBuilder("""
            # Settings

            `paceline.json` in the data directory, or the file named with `--config`: one JSON object. Each setting can also come from the
            environment, as `PACELINE_` and its name in capitals; the environment wins over the file, and the command line over both. A name or
            value that is not allowed ends the start with exit code 2 and a sentence.

            | setting | unit or kind | allowed | default | what it means |
            |---|---|---|---|---|

            """);
        foreach (var s in ServerSettings.All)
        {
            page.Append($"| `{s.Name}` | {s.Unit} | {s.Allowed} | {(s.Default.Length > 0 ? $"`{s.Default}`" : "empty")} | {s.Meaning} |\n");
        }

        Compare("docs/reference/settings.md", page.ToString());
    }

    [Fact]
    public void The_facts_are_described_as_they_are()
    {
        var page = new StringBuilder("""
            # Facts

            Everything that happened, in the past tense and for ever: `GET /api/v1/facts?after=NUMBER` gives one JSON object a line. Each has
            `number` (rising), `writer`, `version` (of the writer), `at` (UTC) and `fact` (its word), and the members below. A fact may gain
            members; it never loses or renames one. A member in brackets may be null.

            | fact | members |
            |---|---|

            """);
        foreach (var fact in typeof(DialingFact).GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            page.Append($"| `{fact.TypeDiscriminator}` | {string.Join(", ", MembersOf(fact.DerivedType))} |\n");
        }

        page.Append("""

            Parts of them:

            | part | what it is |
            |---|---|

            """);
        foreach (var part in PartsOf(typeof(DialingFact)).OrderBy(static t => t.Name, StringComparer.Ordinal))
        {
            page.Append($"| {part.Name} | {(part.IsEnum ? string.Join(", ", Enum.GetNames(part).Select(static n => $"`{Camel(n)}`")) : string.Join("; ", Cases(part)))} |\n");
        }

        Compare("docs/reference/facts.md", page.ToString());
    }

    private static IEnumerable<string> Cases(Type part) => Families(part) is { Count: > 0 } families
        ? families.Select(static f => $"`{f.TypeDiscriminator}`: {string.Join(", ", MembersOf(f.DerivedType))}")
        : [string.Join(", ", MembersOf(part))];

    private static IEnumerable<string> MembersOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return ParametersOf(type).Select(p =>
        {
            var written = type.GetProperty(p.Name!)?.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name; // A parameter of a record has a name.
            var name = $"`{written ?? Camel(p.Name!)}`";
            return nullability.Create(p).ReadState is NullabilityState.Nullable ? $"[{name}] {WordOf(p.ParameterType)}" : $"{name} {WordOf(p.ParameterType)}";
        });
    }

    /// <summary>Our own types that members have, however deep.</summary>
    private static HashSet<Type> PartsOf(Type root)
    {
        var parts = new HashSet<Type>();
        var open = new Queue<Type>(Families(root).Select(static f => f.DerivedType));
        while (open.TryDequeue(out var type))
        {
            foreach (var part in ParametersOf(type).Select(static p => Plain(p.ParameterType)).Where(static t => IsPart(t)))
            {
                if (parts.Add(part))
                {
                    open.Enqueue(part);
                    Families(part).ForEach(f => open.Enqueue(f.DerivedType));
                }
            }
        }

        return parts;
    }

    private static List<JsonDerivedTypeAttribute> Families(Type type) => [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)];

    private static ParameterInfo[] ParametersOf(Type type) =>
        type.IsEnum || type.IsAbstract ? [] : type.GetConstructors().MaxBy(static c => c.GetParameters().Length)?.GetParameters() ?? [];

    private static bool IsPart(Type type) =>
        type.Namespace?.StartsWith("Paceline.", StringComparison.Ordinal) is true && !type.Name.EndsWith("Id", StringComparison.Ordinal)
        && type != typeof(PhoneNumber) && type != typeof(NodeEpoch);

    private static Type Plain(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsGenericType ? plain.GetGenericArguments()[0] : plain;
    }

    private static string WordOf(Type type)
    {
        var plain = Plain(type);
        var word = plain == typeof(string) || plain == typeof(NodeEpoch) || plain == typeof(GroupId) || plain == typeof(AgentId) ? "text"
            : plain == typeof(int) || plain == typeof(long) || plain == typeof(ChainId) || plain == typeof(RecordId) ? "whole number"
            : plain == typeof(double) ? "number"
            : plain == typeof(bool) ? "yes or no"
            : plain == typeof(NodaTime.Instant) ? "time"
            : plain == typeof(AttemptId) ? "UUID"
            : plain == typeof(PhoneNumber) ? "telephone number"
            : plain.Name;
        return type.IsGenericType && Nullable.GetUnderlyingType(type) is null ? $"list of {word}" : word;
    }

    private static string Camel(string name) => $"{char.ToLowerInvariant(name[0])}{name[1..]}";

    private static void Compare(string path, string now)
    {
        now = $"{now.ReplaceLineEndings("\n").TrimEnd()}\n";
        if (Environment.GetEnvironmentVariable("PACELINE_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, path), now);
        }

        Repository.Exists(path).ShouldBeTrue($"{path} is missing: run this test with PACELINE_WRITE_GOLDEN=1");
        Repository.Text(path).ReplaceLineEndings("\n").ShouldBe(now, $"{path} is not what the program says: run this test with PACELINE_WRITE_GOLDEN=1 and read the difference");
    }
}
