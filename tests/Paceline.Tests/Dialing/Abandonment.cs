using NodaTime;
using Paceline.Dialing.Compliance;

namespace Paceline.Tests.Dialing;

/// <summary>The abandonment limit: a promise about the worst case of the next dial, counted over thirty days.</summary>
public sealed class Abandonment
{
    [Theory]
    [InlineData(0, 0, 0, false, false)] // Nothing answered yet: one dial could be 1 of 1.
    [InlineData(32, 0, 0, false, false)] // 1 of 33 is more than 3 %.
    [InlineData(33, 0, 0, false, true)] // 1.02 of 34 may be.
    [InlineData(33, 0, 1, false, false)] // The one in flight might be it.
    [InlineData(100, 3, 0, false, false)]
    [InlineData(100, 2, 0, false, true)]
    [InlineData(0, 9, 9, true, true)] // An agent is reserved for it: the progressive floor.
    public void One_more_dial_is_allowed_if_its_worst_case_keeps_the_limit(int answered, int abandoned, int inFlight, bool covered, bool allowed) =>
        AbandonmentLimit.Default.Allows(new(answered, abandoned), inFlight, covered).ShouldBe(allowed);

    [Fact]
    public void A_limit_of_zero_allows_covered_dials_only()
    {
        var none = new AbandonmentLimit(0);

        none.Allows(new(1_000_000, 0), 0, covered: false).ShouldBeFalse();
        none.Allows(new(0, 0), 0, covered: true).ShouldBeTrue();
    }

    [Fact]
    public void Days_fall_out_of_the_window_after_thirty()
    {
        var first = Instant.FromUtc(2026, 3, 1, 23, 59, 59);
        var window = AbandonmentWindow.Empty.AfterAnswer(first).AfterAbandonment(first);

        window.AfterAnswer(Instant.FromUtc(2026, 3, 30, 0, 0)).Total(Instant.FromUtc(2026, 3, 30, 0, 0)).ShouldBe(new AbandonmentCounts(2, 1), "the thirtieth day");
        window.AfterAnswer(Instant.FromUtc(2026, 3, 31, 0, 0)).Total(Instant.FromUtc(2026, 3, 31, 0, 0)).ShouldBe(new AbandonmentCounts(1, 0), "the thirty-first");
    }

    [Fact]
    public void The_window_keeps_thirty_days_and_no_more()
    {
        var window = AbandonmentWindow.Empty;
        for (var day = 0; day < 100; day++)
        {
            window = window.AfterAnswer(Seen.Noon + Duration.FromDays(day));
        }

        window.Days.Count.ShouldBe(AbandonmentWindow.LengthInDays);
    }
}
