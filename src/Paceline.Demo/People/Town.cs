namespace Paceline.Demo.People;

/// <summary>Who lives behind the numbers: the same seed, number and count of earlier calls give the same behaviour.</summary>
/// <param name="seed">Of the demo.</param>
/// <param name="talk">Factor on everything that people say, 0.1 to 10; 1: as they are.</param>
public sealed class Town(int seed, double talk = 1)
{
    private static readonly (int Code, int Q850)[] _refusals =
        [(404, 1), (480, 0), (480, 18), (484, 28), (503, 34), (603, 21), (410, 22), (500, 41)];

    /// <param name="number">As called; anything but its digits is passed over.</param>
    /// <param name="calledBefore">How often this number was called before.</param>
    public CalledPerson Called(string number, int calledBefore)
    {
        var digits = Check.LineLog.Digits(number);
        var tone = Chance.Of(seed, digits).Pick(Voices.PeopleHz);
        var today = Chance.Of(unchecked(seed + (7919 * calledBefore)), digits + "!");
        var ring = today.Percent() switch
        {
            < 15 => RingStyle.EarlyMedia,
            < 25 => RingStyle.Forked,
            _ => RingStyle.Plain,
        };
        var ringMs = today.Between(400, 4000);
        CallScript script = today.Percent() switch
        {
            < 58 => new CallScript.Talks(ringMs, today.Between(200, 700), Said(today.Between(3000, 14_000)), today.Between(6000, 9000)),
            < 68 => new CallScript.Voicemail(ringMs, Said(today.Between(1500, 3500)), Said(12_000)),
            < 80 => new CallScript.Refuses(486, 17, today.Between(100, 600), Rings: false),
            < 87 => new CallScript.RingsOut(),
            < 98 when today.Pick(_refusals) is var (code, cause) => new CallScript.Refuses(code, cause, today.Between(50, 2500), today.Percent() < 40),
            _ => new CallScript.HangsUp(ringMs, today.Between(20, 400)),
        };
        return new CalledPerson(script, ring, tone);
    }

    private int Said(int ms) => (int)(ms * talk);
}
