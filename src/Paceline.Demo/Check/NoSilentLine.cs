using System.Globalization;

namespace Paceline.Demo.Check;

/// <summary>Whoever answered heard an agent or the message in time: measured at the far end, from its own 200 to the first sound.</summary>
public static class NoSilentLine
{
    /// <summary>What measuring at the far end adds on a machine that keeps time: the way there, its jitter buffer, one frame.</summary>
    private static readonly TimeSpan _measuring = TimeSpan.FromSeconds(1);

    /// <summary>So much sound tells the message or an agent's word from other sound; who hung up before has heard what nobody can name.</summary>
    private const long TellingMs = 1000;

    /// <summary>Beats of 20 ms that came late at the far end before that is called starved: a second of sound.</summary>
    private const long StarvedBeats = 50;

    public static Verdict Judge(CheckInput input)
    {
        if (input.Lines is not { Source: LineLogSource.Carrier } lines)
        {
            return Verdict.Unknown("The far end is not ours: nobody measured there what an answered person hears.");
        }

        var limit = (long)(input.Rules.AnswerLimit + _measuring).TotalMilliseconds;

        // Whose node was killed has nobody who could play anything; the check of interrupted attempts is another one.
        var heardOut = lines.Lines.Where(static line => line.OkAt is not null && line.OverAt is not null).ToList();
        var answered = heardOut.Where(line => input.Ledger.Find(line.CallId)?.Interrupted is null).ToList();
        List<string> silent = [.. answered.Where(line => IsSilent(line, limit)).Select(line => string.Create(
            CultureInfo.InvariantCulture, $"Call {line.CallId} was answered and stayed silent for {line.UpMs} ms."))];
        List<string> late = [.. answered.Where(line => line.FirstSoundMs > limit).Select(line => string.Create(
            CultureInfo.InvariantCulture, $"Call {line.CallId} was answered and waited {line.FirstSoundMs} ms for the first sound."))];
        List<string> strange = [.. answered
            .Where(static line => line.Heard is LineSound.Unknown && line.UpMs - line.FirstSoundMs >= TellingMs)
            .Select(static line => $"Call {line.CallId} was answered and heard neither an agent nor the message.")];

        var starved = input.Starved.Length > 0 ? input.Starved
            : lines.LateBeats >= StarvedBeats ? $"The machine was starved: {lines.LateBeats} beats of the carrier's sound were late."
            : "";
        if (silent.Count + strange.Count == 0 && late.Count > 0 && starved.Length > 0)
        {
            return Verdict.Unknown($"{starved} {late[0]}");
        }

        var worst = answered.Max(static line => line.FirstSoundMs);
        var cut = heardOut.Count - answered.Count;
        return Verdict.Of([.. silent, .. strange, .. late], worst is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"Longest wait for a sound {worst} ms, of {answered.Count} answered calls{(cut > 0 ? $"; {cut} more lost their voice node" : "")}."));
    }

    /// <summary>No sound at all, and the person waited for longer than the limit.</summary>
    private static bool IsSilent(LineStory line, long limit) =>
        line.FirstSoundMs is null && line.UpMs > limit;
}
