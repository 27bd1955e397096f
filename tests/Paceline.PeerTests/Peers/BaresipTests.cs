using Paceline.PeerTests.Voice;
using Paceline.Voice;
using Paceline.VoiceProtocol;

namespace Paceline.PeerTests.Peers;

/// <summary>A telephone of other make, called by the node as a person and as an agent.</summary>
[Collection(nameof(RealAudio))]
public sealed class BaresipTests : IDisposable
{
    private const double PhoneHz = 900;

    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-baresip-").FullName;

    [Fact]
    public async Task A_person_at_baresip_is_heard_by_the_agent_until_one_hangs_up()
    {
        await using var phone = await Baresip.StartAsync(_folder, PhoneHz);
        await using var rig = await Rig.StartAsync(settings => settings with
        {
            Trunks = [.. settings.Trunks, new TrunkSettings { Name = "baresip", Host = "127.0.0.1", Port = phone.Port }],
        });
        var agentHears = await rig.AgentUpAsync("anna", PhoneHz);

        await rig.Server.OriginateAsync("bare", "+49300000001", "anna", static order => order.Trunk = "baresip");

        await agentHears.Present();
        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "bare" }, rig.Server.Token);
        var ended = await rig.Server.EndedAsync("bare");
        (ended.SipStatus, ended.Answered, ended.Bridged, ended.Media, ended.EndedBy).ShouldBe((200, true, true, true, EndedBy.HangUp), phone.Said);
        await agentHears.Absent();
    }

    [Fact]
    public async Task An_agent_at_baresip_is_heard_by_the_person()
    {
        await using var phone = await Baresip.StartAsync(_folder, PhoneHz);
        await using var rig = await Rig.StartAsync();
        await rig.Server.AttachPhoneAsync("anna", phone.Uri);
        await rig.Server.EventAsync(static happened => happened.AgentLegUp is not null);

        await rig.Server.OriginateAsync("desk", "+49300000001", "anna");
        await rig.Server.EventAsync("desk", static happened => happened.Bridged is not null);

        await rig.Carrier.Call("desk").Listen(PhoneHz).Present();
        await rig.Server.Voice.HangUpAsync(new CallCommand { Command = rig.Server.Command, Attempt = "desk" }, rig.Server.Token);
        (await rig.Server.EndedAsync("desk")).Bridged.ShouldBeTrue();
        rig.Server.Events.ShouldNotContain(static happened => happened.AgentLegDown != null);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
