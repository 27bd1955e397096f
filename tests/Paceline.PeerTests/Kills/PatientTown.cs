using NodaTime;
using Paceline.Demo.People;
using Paceline.Simulation;

namespace Paceline.PeerTests.Kills;

/// <summary>The people of the simulation, except that whoever answers answers soon and stays on the line for longer than a server or a
/// node needs to come back.</summary>
internal sealed class PatientTown(int seed)
{
    private static readonly Duration _ringMin = Duration.FromSeconds(2);
    private static readonly Duration _patience = Duration.FromSeconds(15);
    
    /// <summary>Shorter than a number's rest, so that nobody is called again while still on the line with a node that is dead.</summary>
    private static readonly Duration _talk = Duration.FromSeconds(40);

    private readonly Town _town = new(seed);

    public CalledPerson? Called(string number, int calledBefore) => _town.Called(number, calledBefore) is { } person
        ? person with { Call = Patient(person.Call, calledBefore) }
        : null;

    /// <summary>Whether the story goes on long enough for a kill to meet it: the person answers, and talks.</summary>
    public static bool Talks(PhoneCall? call) => call is PhoneCall.Person;

    private static PhoneCall Patient(PhoneCall call, int calledBefore) => call switch
    {
        PhoneCall.Person person => person with
        {
            RingFor = Duration.Max(person.RingFor / 6, _ringMin),
            Patience = _patience,
            TalkFor = _talk,
        },
        PhoneCall.Voicemail mail => mail with { RingFor = mail.RingFor / 4, GreetingFor = mail.GreetingFor / 2 },

        // Ring-outs make a shift long; some are kept.
        PhoneCall.RingsOut when calledBefore > 0 => call,
        PhoneCall.RingsOut => new PhoneCall.Refused(Duration.FromSeconds(4), 480, Q850: 18),
        _ => call,
    };
}
