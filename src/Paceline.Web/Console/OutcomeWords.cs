using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>What follows an outcome, as a supervisor reads it.</summary>
public static class OutcomeWords
{
    public static string Of(OutcomeStep step) => step switch
    {
        OutcomeStep.Finish => "Finish",
        OutcomeStep.TryAgain => "Call again",
        OutcomeStep.TryLater => "Call again later",
        OutcomeStep.NextNumber => "Next number",
        OutcomeStep.DoNotCall => "Do not call ever",
    };
}
