using System.Text.Json;
using System.Text.Json.Serialization;
using Paceline.Contracts;

namespace Paceline.Web.Workspace.Outcomes;

/// <summary>What the agent has chosen and written for one attempt and not saved yet; survives a reload of the page.</summary>
/// <param name="Outcome">Code of the chosen outcome; empty: none yet.</param>
/// <param name="Note">At most 4,000 characters.</param>
/// <param name="Result">The call result that the agent chose in place of the one that was found; empty: none.</param>
/// <param name="Key">Key of the saving command once it was sent, so that a second try after a lost answer is the same command.</param>
/// <param name="Then">What was wanted after it when it was sent: the second try is the same in this, too.</param>
public sealed record Draft(string Outcome, string Note, Guid? Key = null, string Result = "", AndThen Then = AndThen.Next)
{
    public static readonly Draft Empty = new("", "");

    public string Write() => JsonSerializer.Serialize(this, DraftJson.Default.Draft);

    /// <summary>Reads what was kept; anything else is an empty draft.</summary>
    public static Draft Read(string text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? Empty : JsonSerializer.Deserialize(text, DraftJson.Default.Draft) ?? Empty;
        }
        catch (JsonException)
        {
            return Empty;
        }
    }
}

[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;
