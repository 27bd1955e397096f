using Paceline.Contracts;
using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Demo.Robots;

namespace Paceline.PeerTests.Demo;

/// <summary>A robot's working day: telephone, ready, a call, an outcome whose first answer is lost, and the end of the shift.</summary>
[Collection(nameof(DemoSockets))]
public sealed class RobotAgentTests
{
    [Fact]
    public async Task A_robot_works_a_call_and_writes_down_what_was_acknowledged_once()
    {
        var folder = Directory.CreateTempSubdirectory("paceline-shift-").FullName;
        var path = Path.Combine(folder, "robots.ndjson");
        try
        {
            await using var desk = await Desk.StartAsync();
            using (RobotDiary diary = new(path))
            {
                await using var phones = RobotPhones.Start();
                using ApiClient api = new(desk.Address, "key", TimeProvider.System);
                using CancellationTokenSource endOfShift = new();
                using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
                RobotAgent robot = new(new RobotSettings("robot-1", 1, Seed: 1), api, phones, diary, TimeProvider.System, endOfShift.Token);

                var working = robot.RunAsync(limit.Token);
                await await Task.WhenAny(desk.Worked.Task, working);
                await desk.Leg.HearsAsync(Voices.AgentHz(1));
                await endOfShift.CancelAsync();
                await working;
                robot.Outcomes.ShouldBe(1);
            }

            desk.Snapshot.State.ShouldBe(AgentState.SignedOut);
            desk.OutcomeKeys.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
            desk.OutcomeKeys.Count.ShouldBe(2);
            var written = RobotDiary.Read(await File.ReadAllLinesAsync(path));
            var outcome = written.OfType<RobotLine.Acknowledged>().ShouldHaveSingleItem();
            var stored = desk.Outcomes.ShouldHaveSingleItem();
            (outcome.Attempt, outcome.Outcome, outcome.Note).ShouldBe((desk.Attempt.ToString("D"), stored.Outcome, stored.Note));
            written.OfType<RobotLine.Heard>().ShouldNotBeEmpty();
            written.OfType<RobotLine.Heard>().ShouldAllBe(static h => h.ToneHz == Desk.PersonHz);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
