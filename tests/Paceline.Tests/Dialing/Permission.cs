using NodaTime;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Contacts;

namespace Paceline.Tests.Dialing;

/// <summary>Each check of a dial's permission, and which one speaks when several would.</summary>
public sealed class Permission
{
    private static readonly DialCandidate _everythingWrong = Seen.Candidate(1) with
    {
        Chain = Seen.Chain(1) with { Attempts = 8, Records = [Seen.Record(1, "Mars/Olympus")] },
        Suppressed = true,
        AttemptsToday = 3,
        ClosedUntil = Seen.Noon + Duration.FromMinutes(1),
    };

    [Fact]
    public void The_weightiest_reason_speaks_first()
    {
        var candidate = _everythingWrong;
        Because(candidate).ShouldBe((RefusedBecause.DoNotCall, null));

        candidate = candidate with { Suppressed = false };
        Because(candidate).ShouldBe((RefusedBecause.AttemptsUsedUp, null));

        candidate = candidate with { Chain = candidate.Chain with { Attempts = 7 } };
        Because(candidate).ShouldBe((RefusedBecause.AttemptsToday, Seen.Noon + Duration.FromHours(1)));

        candidate = candidate with { AttemptsToday = 2 };
        Because(candidate).ShouldBe((RefusedBecause.NumberInUse, Seen.Noon + Duration.FromMinutes(1)));

        candidate = candidate with { ClosedUntil = Seen.Noon };
        Because(candidate).ShouldBe((RefusedBecause.UnknownZone, null));

        candidate = candidate with { Chain = candidate.Chain with { Records = [Seen.Record(1, "Asia/Tokyo")] } };
        Because(candidate).ShouldBe((RefusedBecause.OutsideWindow, Instant.FromUtc(2026, 3, 2, 23, 0)));

        candidate = candidate with { Chain = candidate.Chain with { Records = [Seen.Record(1)] } };
        DialPermission.For(candidate, Seen.Rules.Limits, Seen.Noon).ShouldBe(new DialPermission.Allowed(Seen.Noon + DialPermission.Validity));
    }

    [Fact]
    public void A_permission_ends_with_the_window()
    {
        var fiveSecondsToNine = Instant.FromUtc(2026, 3, 3, 1, 59, 55);

        DialPermission.For(Seen.Candidate(1), Seen.Rules.Limits, fiveSecondsToNine)
            .ShouldBe(new DialPermission.Allowed(fiveSecondsToNine + Duration.FromSeconds(5)));
    }

    private static (RefusedBecause, Instant?) Because(DialCandidate candidate)
    {
        var refused = DialPermission.For(candidate, Seen.Rules.Limits, Seen.Noon).ShouldBeOfType<DialPermission.Refused>();
        return (refused.Because, refused.Until);
    }
}
