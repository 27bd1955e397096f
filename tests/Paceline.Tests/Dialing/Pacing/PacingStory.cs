using System.Globalization;
using NodaTime;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Pacing;

namespace Paceline.Tests.Dialing.Pacing;

/// <summary>A moment in words: agents as "free", "talk 30", "wrap 5" or "talk 30 leaving", attempts as "dial 1", "ring 10" or "detect 1",
/// each with its age in seconds.</summary>
internal sealed class PacingStory
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    public static readonly PacingTerms Terms = new(Duration.FromSeconds(2), Duration.FromSeconds(22), Duration.FromSeconds(15));

    /// <summary>Half a day with a quarter of the limit spent.</summary>
    public static readonly PacingBudget Budget = new(
        AbandonmentLimit.Default, new AbandonmentCounts(400, 3), Duration.FromHours(4), Duration.FromHours(4));

    public PacingModel Model { get; init; } = Learned(attempts: 500);

    public string[] Agents { get; init; } = [];

    public string[] InFlight { get; init; } = [];

    public int Waiting { get; init; }

    public int Room { get; init; } = 1000;

    public PacingTerms On { get; init; } = Terms;

    public PacingDecision Decide(params ReadOnlySpan<PacingBudget> budgets) => PredictivePacer.Decide(
        new PacingScene { Now = Now, Agents = SeenAgents(), InFlight = SeenAttempts(), Waiting = Waiting, Room = Room },
        Model,
        On,
        budgets.IsEmpty ? [Budget] : budgets);

    public SeenAgent[] SeenAgents() => [.. Agents.Select(static words => words.Split(' ')).Select(static words => new SeenAgent(
        words[0] switch { "talk" => AgentActivity.Talking, "wrap" => AgentActivity.WrapUp, _ => AgentActivity.Free }, Ago(words))
    {
        Leaving = words[^1] == "leaving",
    })];

    public SeenAttempt[] SeenAttempts() => [.. InFlight.Select(static words => words.Split(' ')).Select(static words => new SeenAttempt(
        words[0] switch { "ring" => AttemptStage.Ringing, "detect" => AttemptStage.Detecting, _ => AttemptStage.Dialing }, Ago(words), Ago(words)))];

    /// <summary>One in five answers after 10 s, the others ring out; people talk for one to three minutes and take 10 to 30 s after it.</summary>
    public static PacingModel Learned(int attempts)
    {
        var model = PacingModel.New(Terms.RingTimeout);
        for (var i = 0; i < attempts; i++)
        {
            var launched = Now - Duration.FromSeconds(3 * (attempts - i) + 60);
            if (i % 5 != 0)
            {
                model = model.AfterUnanswered(launched, launched + Duration.FromSeconds(24));
                continue;
            }

            var answered = launched + Duration.FromSeconds(6 + (i % 9));
            model = model
                .AfterPresented(launched, answered, answered + Duration.FromSeconds(1))
                .AfterTalk(Duration.FromSeconds(60 + (i % 120)))
                .AfterWrapUp(Duration.FromSeconds(10 + (i % 20)));
        }

        return model;
    }

    private static Instant Ago(string[] words) =>
        Now - (words.Length > 1 && double.TryParse(words[1], CultureInfo.InvariantCulture, out var age) ? Duration.FromSeconds(age) : Duration.Zero);
}
