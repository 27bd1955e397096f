using Paceline.Dialing.Pacing;
using Paceline.Simulation.Pacing;

namespace Paceline.Bench.Pacing;

/// <summary>A day on which something is different or goes wrong. Half time is the middle of the day.</summary>
internal sealed record Disturbance(string Name, int Agents, Func<PacingWorld, PacingWorld> Change)
{
    /// <summary>What the campaign does, where the disturbance is its own.</summary>
    public Func<PacingWorld, LawPolicy> Law { get; init; } = static world => new LawPolicy(world);

    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new("answer rate .40 to .15 at half time", 20, static w => w with { AnswerRate = t => t < w.Horizon / 2 ? 0.40 : 0.15 }),
        new("answer rate .15 to .40 at half time", 20, static w => w with { AnswerRate = t => t < w.Horizon / 2 ? 0.15 : 0.40 }),
        new("talk 60 to 180 s at half time", 20, static w => w with { TalkMean = t => t < w.Horizon / 2 ? 60 : 180 }),
        new("talk 180 to 60 s at half time", 20, static w => w with { TalkMean = t => t < w.Horizon / 2 ? 180 : 60 }),
        new("half of the agents leave, announced", 20, static w => w with { Shifts = [new(w.Horizon / 2, -w.Agents / 2)] }),
        new("half of the agents leave, unannounced", 20, static w => w with { Shifts = [new(w.Horizon / 2, -w.Agents / 2, NoticeSeconds: null)] }),
        new("agents double", 20, static w => w with { Shifts = [new(w.Horizon / 2, w.Agents)] }),
        new("a third away for 15 minutes each hour, a minute's notice", 20, static w => w with
        {
            Shifts = [.. Enumerable.Range(1, 7).Select(h => new Shift(h * 3600, -w.Agents / 3, NoticeSeconds: 60, AwaySeconds: 900))],
        }),
        new("answer rate .10 and .35, every 10 min", 20, static w => w with { AnswerRate = static t => t % 1200 < 600 ? 0.10 : 0.35 }),
        new("bursts: each 45 s .45 with 30 %, else .09", 20, static w => w with
        {
            AnswerRate = t => new Draws(w.Seed).Uniform((long)(t / 45), 50) < 0.3 ? 0.45 : 0.09,
        }),
        new("stopped by surprise after 6 h", 20, static w => w with { StoppedAt = 6 * 3600 }),
        new("restart at half time, what was learned is lost", 20, static w => w) { Law = Forgetful },
        new("progressive and predictive by turns, 30 min each", 20, static w => w)
        {
            Law = static w => new LawPolicy(w) { Progressive = static day => day.Now % 3600 < 1800 },
        },
        new("plain", 10, static w => w),
        new("two kinds of talk", 10, static w => w with { TwoKindsOfTalk = true }),
        new("talk 40, wrap-up 10", 10, static w => w with { TalkMean = static _ => 40, WrapUpMean = 10 }),
        new("talk 400, wrap-up 60", 10, static w => w with { TalkMean = static _ => 400, WrapUpMean = 60 }),
        new("wrap-up always 20", 10, static w => w with { WrapUpMean = 20, WrapUpVariation = 0 }),
        new("5 % breaks, unannounced", 10, static w => w with { UnannouncedBreaks = 0.05 }),
        new("detection 1.5 to 3 s, 20 % machines taken for people", 10, static w => w with { DetectionOfPersons = (1.5, 3), Leaks = 0.2 }),
        new("nothing to detect", 10, static w => w with { DetectionOfPersons = (0, 0) }),
        new("ring 13 s", 10, static w => w with { RingMean = 13 }),
        new("ring 6 s, time-out 16", 10, static w => w with { RingMean = 6, RingTimeout = 16 }),
        new("2.5 lines per agent", 10, static w => w with { LinesPerAgent = 2.5 }),
        new("nobody may wait", 10, static w => w with { Grace = 0 }),
    ];

    private static LawPolicy Forgetful(PacingWorld world)
    {
        LawPolicy? law = null;
        var forgotten = false;
        law = new LawPolicy(world)
        {
            Budget = (day, budget) =>
            {
                if (!forgotten && day.Now > world.Horizon / 2)
                {
                    forgotten = true;
                    law!.Model = PacingModel.New(NodaTime.Duration.FromSeconds(world.RingTimeout)); // Set before the day begins.
                }

                return budget;
            },
        };
        return law;
    }
}
