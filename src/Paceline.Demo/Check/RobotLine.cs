using System.Text.Json.Serialization;

namespace Paceline.Demo.Check;

/// <summary>One line of the robots' diary: what was acknowledged to them, and what they heard at their phones.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "line")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(Sends), "sends")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Heard), "heard")]
public abstract record RobotLine(string Agent)
{
    /// <summary>A robot took up its work.</summary>
    /// <param name="ToneHz">The tone it speaks with.</param>
    public sealed record Began(string Agent, double ToneHz) : RobotLine(Agent);

    /// <summary>An outcome leaves for the server; whether it arrives, nobody knows yet.</summary>
    public sealed record Sends(string Agent, string Attempt) : RobotLine(Agent);

    /// <summary>The server answered an outcome with success.</summary>
    public sealed record Acknowledged(string Agent, string Attempt, string Outcome, string Note, DateTimeOffset At) : RobotLine(Agent);

    /// <summary>One voice, or two at once, at the robot's phone.</summary>
    /// <param name="ToneHz">The person's tone.</param>
    /// <param name="SecondHz">Another person's tone at the same time; 0: none.</param>
    /// <param name="FromMs">Unix milliseconds.</param>
    /// <param name="UntilMs">Unix milliseconds.</param>
    public sealed record Heard(string Agent, double ToneHz, double SecondHz, long FromMs, long UntilMs) : RobotLine(Agent);
}

/// <summary>JSON of what the demo writes for itself.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RobotLine))]
internal sealed partial class DemoJson : JsonSerializerContext;
