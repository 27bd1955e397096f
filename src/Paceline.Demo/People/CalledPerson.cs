using Paceline.Simulation;

namespace Paceline.Demo.People;

/// <summary>How a number rings before anything else happens.</summary>
public enum RingStyle
{
    /// <summary>180.</summary>
    Plain,

    /// <summary>183 with ringback as early media.</summary>
    EarlyMedia,

    /// <summary>Several telephones at once: provisional responses with different tags (RFC 3261 §12.1).</summary>
    Forked,
}

/// <summary>One called number: how it behaves this time, and by which tone its person can be recognised.</summary>
/// <param name="ToneHz">One of <see cref="Voices.PeopleHz"/>.</param>
public sealed record CalledPerson(PhoneCall Call, RingStyle Ring, double ToneHz);
