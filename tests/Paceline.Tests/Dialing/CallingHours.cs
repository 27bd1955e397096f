using NodaTime;
using NodaTime.Text;
using Paceline.Dialing.Compliance;

namespace Paceline.Tests.Dialing;

/// <summary>The calling window where the number is, over the changes of the clocks too.</summary>
public sealed class CallingHours
{
    // zone                 from   until   now (UTC)             what it says (UTC)
    [Theory]
    [InlineData("Europe/London", "08:00", "21:00", "2026-01-15T07:59:59Z", "closed until 2026-01-15T08:00:00Z")]
    [InlineData("Europe/London", "08:00", "21:00", "2026-01-15T08:00:00Z", "open until 2026-01-15T21:00:00Z")]
    [InlineData("Europe/London", "08:00", "21:00", "2026-01-15T20:59:59Z", "open until 2026-01-15T21:00:00Z")]
    [InlineData("Europe/London", "08:00", "21:00", "2026-01-15T21:00:00Z", "closed until 2026-01-16T08:00:00Z")]
    [InlineData("America/New_York", "08:00", "21:00", "2026-01-15T07:59:59Z", "closed until 2026-01-15T13:00:00Z")]
    // The night before the clocks go forward (London, 29 March 2026, 01:00 → 02:00): eight is an hour earlier.
    [InlineData("Europe/London", "08:00", "21:00", "2026-03-28T21:00:00Z", "closed until 2026-03-29T07:00:00Z")]
    // A beginning inside the gap (New York, 8 March 2026, 02:00 → 03:00) is taken after it.
    [InlineData("America/New_York", "02:30", "21:00", "2026-03-08T06:30:00Z", "closed until 2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "02:30", "21:00", "2026-03-08T07:00:00Z", "open until 2026-03-09T01:00:00Z")]
    // An end that comes twice (New York, 1 November 2026, 02:00 → 01:00) is the first one.
    [InlineData("America/New_York", "00:30", "01:30", "2026-11-01T05:29:59Z", "open until 2026-11-01T05:30:00Z")]
    [InlineData("America/New_York", "00:30", "01:30", "2026-11-01T06:00:00Z", "closed until 2026-11-02T05:30:00Z")]
    // A zone with a change of half an hour (Lord Howe), and one half an hour off (Kolkata).
    [InlineData("Australia/Lord_Howe", "08:00", "21:00", "2026-04-04T20:00:00Z", "closed until 2026-04-04T21:30:00Z")]
    [InlineData("Asia/Kolkata", "08:00", "21:00", "2026-01-15T02:30:00Z", "open until 2026-01-15T15:30:00Z")]
    [InlineData("Mars/Olympus", "08:00", "21:00", "2026-01-15T12:00:00Z", "no such zone")]
    [InlineData("", "08:00", "21:00", "2026-01-15T12:00:00Z", "no such zone")]
    public void The_window_is_judged_in_the_zone_of_the_number(string zone, string from, string until, string now, string says)
    {
        var time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        var window = new CallingWindow(time.Parse(from).Value, time.Parse(until).Value);

        var verdict = window.At(zone, InstantPattern.ExtendedIso.Parse(now).Value);

        (verdict switch
        {
            WindowVerdict.Open open => $"open until {open.Until}",
            WindowVerdict.Closed closed => $"closed until {closed.Until}",
            _ => "no such zone",
        }).ShouldBe(says);
    }

    // A host that waits until the time it was told must not be told "closed until now" for ever.
    [Fact]
    public void Closed_ends_when_it_said_over_a_whole_year_in_every_zone_with_a_change()
    {
        foreach (var zone in (string[])["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tehran"])
        {
            var window = new CallingWindow(new LocalTime(1, 30), new LocalTime(2, 30));
            for (var now = Instant.FromUtc(2026, 1, 1, 0, 0); now < Instant.FromUtc(2027, 1, 1, 0, 0); now += Duration.FromMinutes(47))
            {
                switch (window.At(zone, now))
                {
                    case WindowVerdict.Closed closed:
                        closed.Until.ShouldBeGreaterThan(now);
                        break;
                    case WindowVerdict.Open open:
                        open.Until.ShouldBeGreaterThan(now);
                        window.At(zone, open.Until).ShouldBeOfType<WindowVerdict.Closed>();
                        break;
                    default:
                        throw new InvalidOperationException(zone);
                }
            }
        }
    }
}
