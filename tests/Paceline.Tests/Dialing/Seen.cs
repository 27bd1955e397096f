using System.Globalization;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Contacts;

namespace Paceline.Tests.Dialing;

/// <summary>Values the specifications of the rules begin with.</summary>
internal static class Seen
{
    public static readonly GroupId Group = new("renewals");
    public static readonly NodeEpoch Epoch = new("n1");

    /// <summary>A Monday, 10:00 in New York: the window is open in all of the United States but Hawaii.</summary>
    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 2, 15, 0);

    public static readonly CampaignRules Rules = CampaignRules.Default;

    public static AttemptId Attempt(int n) => new(new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]));

    public static CallingRecord Record(int n, string zone = "America/New_York") =>
        new(new RecordId(n), new PhoneNumber("+1212555" + n.ToString("0000", CultureInfo.InvariantCulture)), zone);

    public static Chain Chain(params ReadOnlySpan<int> records) =>
        new(new ChainId(records[0]), [.. records.ToArray().Select(static n => Record(n))], Position: 0, Attempts: 0, Streak.None);

    public static DialCandidate Candidate(params ReadOnlySpan<int> records) =>
        new(Chain(records), Suppressed: false, ClosedUntil: null, AttemptsToday: 0);

    public static Evidence Evidence(EndedBy by) => new(
        0, 0, "", by, Heard.Nothing,
        InviteLeft: by != EndedBy.NotAdmitted, Answered: false, Bridged: false, MessagePlayed: false, Media: false, 0, 0, 0);

    public static Evidence Refused(int code) => Evidence(EndedBy.FarEnd) with { SipCode = code };

    public static Evidence Talked { get; } =
        Evidence(EndedBy.FarEnd) with { SipCode = 200, Answered = true, Bridged = true, Media = true, AnsweredAfterMs = 5_000 };
}
