using Paceline.Voice;

namespace Paceline.Tests.Voice;

/// <summary>An order that comes again after its call is over must not dial again.</summary>
public sealed class FinishedAttemptsTests
{
    [Fact]
    public void An_attempt_is_remembered_for_longer_than_a_permission_holds_and_not_for_ever()
    {
        var finished = new FinishedAttempts();
        finished.Add("a", nowMs: 0);

        finished.Add("b", FinishedAttempts.KeptMs - 1);
        finished.Contains("a").ShouldBeTrue();

        finished.Add("c", FinishedAttempts.KeptMs);
        finished.Contains("a").ShouldBeFalse();
        finished.Contains("b").ShouldBeTrue();
    }
}
