using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>What follows an outcome, as a supervisor reads it.</summary>
public static class OutcomeWords
{
    public static string Of(OutcomeStep step) => step switch
    {
        OutcomeStep.Finish => Texts.StepFinish,
        OutcomeStep.TryAgain => Texts.StepTryAgain,
        OutcomeStep.TryLater => Texts.StepTryLater,
        OutcomeStep.NextNumber => Texts.StepNextNumber,
        OutcomeStep.DoNotCall => Texts.StepDoNotCall,
    };
}
