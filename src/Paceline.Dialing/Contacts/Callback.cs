using System.Text.Json.Serialization;
using NodaTime;

namespace Paceline.Dialing.Contacts;

/// <summary>What an agent arranges with a person: when to call again, and who does. It belongs to the attempt and is nobody's promise until
/// that is closed.</summary>
/// <param name="At">When to call.</param>
/// <param name="Personal">The agent calls again; false: whoever of the campaign is free.</param>
/// <param name="Position">Another of the person's numbers, by its index; null: the one at hand.</param>
/// <param name="Number">A number that the person did not have; null: none. It is added to theirs.</param>
/// <param name="Zone">IANA time zone of the number to be called: the permitted hours are judged there.</param>
/// <param name="Note">For whoever calls; empty: nothing. At most <see cref="Callback.NoteLengthMax"/> characters.</param>
public sealed record Booking(Instant At, bool Personal, int? Position, NewNumber? Number, string Zone, string Note);

/// <summary>A promise to call a person at a time (features 16).</summary>
/// <param name="Booked">The attempt in which it was booked: it names the callback.</param>
/// <param name="At">When to call; after a call that reached nobody, when the treatment says.</param>
/// <param name="Zone">IANA time zone of the number to be called.</param>
/// <param name="Owner">Who calls; null: whoever of the campaign is free.</param>
/// <param name="By">The agent who promised it.</param>
/// <param name="Note">For whoever calls; empty: nothing.</param>
/// <param name="Missed">Its time has passed and nobody called; it is still to be kept.</param>
/// <param name="MissedBy">Whose it was when it was missed; null: nobody's in particular.</param>
/// <param name="NotBefore">The person is left in peace until then, whoever moves it; null: they are not.</param>
public sealed record Callback(
    AttemptId Booked,
    Instant At,
    string Zone,
    AgentId? Owner,
    AgentId By,
    string Note,
    bool Missed = false,
    AgentId? MissedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instant? NotBefore = null)
{
    /// <summary>Longest note, in characters.</summary>
    public const int NoteLengthMax = 500;
}
