using NodaTime;
using Paceline.Dialing.Compliance;
using Paceline.Dialing.Groups;
using Paceline.Dialing.Pacing;

namespace Paceline.Simulation;

/// <summary>A campaign group that has dialled before: enough is known and enough people have answered today that it may dial ahead at once. One that
/// begins with nothing seldom comes so far in a simulated day.</summary>
internal static class SecondDay
{
    private const int Attempts = 200;
    private const int Answered = 100;

    public static CampaignGroup Of(CampaignGroup group, Instant now)
    {
        var model = PacingModel.New(group.Rules.RingTimeout);
        for (var i = 0; i < Attempts; i++)
        {
            var launched = now - Duration.FromSeconds((3 * (Attempts - i)) + 60);
            var answered = launched + Duration.FromSeconds(6 + (i % 9));
            model = i % 2 == 0
                ? model.AfterUnanswered(launched, launched + group.Rules.RingTimeout)
                : model.AfterPresented(launched, answered, answered + Duration.FromSeconds(1))
                    .AfterTalk(Duration.FromSeconds(20 + (i % 120)))
                    .AfterWrapUp(Duration.FromSeconds(5 + (i % 20)));
        }

        var window = Enumerable.Range(0, Answered).Aggregate(AbandonmentWindow.Empty, (w, _) => w.AfterAnswer(now));
        return group with { Window = window, Pacing = group.Pacing with { Model = model } };
    }
}
