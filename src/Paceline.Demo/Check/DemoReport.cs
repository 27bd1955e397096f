using System.Text;
using System.Text.Json;

namespace Paceline.Demo.Check;

/// <summary>The result of a demo: its figures, and what must always hold.</summary>
/// <param name="Seconds">How long it dialled.</param>
/// <param name="AgentUse">Share of the agents' time at work that was conversation or wrap-up; 0 to 1.</param>
/// <param name="Invariants">By name, in the order of the architecture.</param>
/// <param name="Trouble">What went wrong beside them; empty: nothing.</param>
public sealed record DemoReport(
    double Seconds,
    long Attempts,
    long Answered,
    long Connected,
    long Abandoned,
    long Dispositions,
    double AgentUse,
    IReadOnlyDictionary<string, long> CallResults,
    IReadOnlyList<(string Name, Verdict Verdict)> Invariants,
    IReadOnlyList<string> Trouble)
{
    /// <summary>Calls were connected, and nothing that must hold is broken. What could not be computed does not fail it; it is shown as
    /// null and never as kept.</summary>
    public bool IsOk => Connected > 0 && Trouble.Count == 0 && Invariants.All(static i => i.Verdict.Holds is not false);

    /// <summary>Whether the check passed and why not, for people.</summary>
    public string Sentence
    {
        get
        {
            var broken = Invariants.Where(static i => i.Verdict.Holds is false).Select(static i => $"{i.Name} is broken ({i.Verdict.Sentence})").ToList();
            List<string> reasons = [.. broken, .. Trouble, .. Connected == 0 ? (string[])["No call was connected."] : []];
            if (reasons.Count > 0)
            {
                return $"Check failed: {string.Join(" ", reasons)}";
            }

            var unknown = Invariants.Where(static i => i.Verdict.Holds is null).Select(static i => i.Name).ToList();
            var kept = FormattableString.Invariant($"{Invariants.Count - unknown.Count} of {Invariants.Count} invariants hold");
            return FormattableString.Invariant($"Check passed: {Connected} {(Connected == 1 ? "call was" : "calls were")} connected, {kept}")
                + (unknown.Count == 0 ? "." : $"; could not be computed: {string.Join(", ", unknown)}.");
        }
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", IsOk);
            json.WriteNumber("seconds", Math.Round(Seconds, 1));
            json.WriteNumber("attempts", Attempts);
            json.WriteNumber("answered", Answered);
            json.WriteNumber("connected", Connected);
            json.WriteNumber("abandoned", Abandoned);
            json.WriteNumber("dispositions", Dispositions);
            json.WriteNumber("agentUse", Math.Round(AgentUse, 3));
            json.WriteStartObject("callResults");
            foreach (var (word, count) in CallResults)
            {
                json.WriteNumber(word, count);
            }

            json.WriteEndObject();
            json.WriteStartObject("invariants");
            foreach (var (name, verdict) in Invariants)
            {
                if (verdict.Holds is { } holds)
                {
                    json.WriteBoolean(name, holds);
                }
                else
                {
                    json.WriteNull(name);
                }
            }

            json.WriteEndObject();
            json.WriteStartObject("sentences");
            foreach (var (name, verdict) in Invariants)
            {
                json.WriteString(name, verdict.Sentence);
            }

            json.WriteEndObject();
            json.WriteStartArray("trouble");
            foreach (var sentence in Trouble)
            {
                json.WriteStringValue(sentence);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
