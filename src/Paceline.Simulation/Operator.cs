using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Dispositions;
using Paceline.Dialing.Groups;
using Paceline.Simulation.Promises;

namespace Paceline.Simulation;

/// <summary>The person at an agent's workspace: looks at the screen every few seconds and does what the moment asks for.</summary>
internal sealed class Operator(World world, AgentId agent)
{
    private Instant _breakUntil;
    private Instant _browserBack;
    private bool _waiting;

    public void Begin()
    {
        world.After(world.Chance.Seconds(0, 20), Look);
        LoseBrowser();
    }

    private void Look()
    {
        if (world.Ending && world.Ledger.RowsOf(agent).State is AgentState.SignedOut)
        {
            return; // Gone home.
        }

        world.After(world.Chance.Seconds(1, 5), Look);
        if (!world.Server.Up || _waiting || world.Now < _browserBack)
        {
            return;
        }

        if (world.Server.Link.Connected && !world.Node.HasLeg(agent) && world.Server.Agent(agent).State.State is not AgentState.SignedOut)
        {
            world.Node.Attach(agent);
        }

        if (Choice(world.Server.Agent(agent).State) is { } input)
        {
            Send(input);
        }
    }

    private AgentInput? Choice(Agent me) => me.State switch
    {
        AgentState.SignedOut => world.Ending || world.Now < _breakUntil ? null : new AgentInput.SignIn(),
        AgentState.NotReady when world.Ending => new AgentInput.SignOut("end"),
        AgentState.Ready or AgentState.NotReady when !world.Ending && me.Saved is { } saved && world.Chance.Happens(0.1) =>
            new AgentInput.UndoOutcome(saved.Attempt),
        AgentState.NotReady => world.Now < _breakUntil || me.Leg is null ? null : new AgentInput.MakeReady(),
        AgentState.Ready when world.Ending => new AgentInput.MakeNotReady("end"),
        AgentState.Ready or AgentState.Reserved => Away(),
        AgentState.Talking talking => world.Chance.Below(40) switch
        {
            0 => new AgentInput.HangUp(talking.Attempt),
            1 => new AgentInput.Hold(talking.Attempt),
            2 => new AgentInput.Resume(talking.Attempt),
            3 => new AgentInput.MakeNotReady("after this call"),
            4 or 5 or 6 => Book(talking.Attempt),
            7 => new AgentInput.DropCallback(talking.Attempt),
            _ => null,
        },
        AgentState.WrapUp wrapUp => world.Chance.Below(20) switch
        {
            < 4 when !world.Ending => Book(wrapUp.Attempt),
            < 7 when wrapUp.Found.Length > 0 => new AgentInput.SetOutcome(wrapUp.Attempt, Disposition.NotReached, ""),
            < 10 => Say(wrapUp.Attempt),
            _ => null,
        },
        AgentState.Offered offered => world.Chance.Below(8) == 0 ? new AgentInput.Decline(offered.Attempt) : new AgentInput.Accept(offered.Attempt),
        AgentState.Previewing read when world.Ending => new AgentInput.Return(read.Attempt, ReturnedAs.Skipped),
        AgentState.Previewing read => world.Chance.Below(16) switch
        {
            < 8 => new AgentInput.Call(read.Attempt),
            8 => new AgentInput.Return(read.Attempt, ReturnedAs.Skipped),
            9 => new AgentInput.Return(read.Attempt, ReturnedAs.NotInCampaign),
            10 => Book(read.Attempt),
            11 => Say(read.Attempt),
            12 => new AgentInput.SetOutcome(read.Attempt, Disposition.NotReached, ""),
            _ => null,
        },
        AgentState.Calling calling => world.Chance.Below(30) == 0 ? new AgentInput.HangUp(calling.Attempt) : null,
        _ => null,
    };

    /// <summary>Soon, so that an hour sees it come due.</summary>
    private AgentInput.BookCallback Book(AttemptId attempt) => new(attempt, new(
        world.Now + world.Chance.Seconds(30, 480), world.Chance.Happens(0.5), Position: null, Number: null, world.Ledger.ZoneOf(attempt), ""));

    private AgentInput.SetOutcome Say(AttemptId attempt) =>
        new(attempt, DispositionPad.Default.All[world.Chance.Below(DispositionPad.Default.All.Length)].Code, "");

    private AgentInput? Away()
    {
        switch (world.Chance.Below(60))
        {
            case 0:
                _breakUntil = world.Now + world.Chance.Seconds(5, 120);
                return new AgentInput.MakeNotReady("Break");
            case 1:
                _breakUntil = world.Now + world.Chance.Seconds(1, 30);
                return new AgentInput.SignOut("end of shift", Now: world.Chance.Happens(0.5));
            default:
                return null;
        }
    }

    /// <summary>An answer that does not come is given up after ten seconds; the screen then shows what really is.</summary>
    private void Send(AgentInput input)
    {
        _waiting = true;
        var answered = false;
        world.Server.Agent(agent).Post(input, refusal =>
        {
            (_waiting, answered) = (false, true);
            world.Covered(refusal is null ? $"command {input.GetType().Name}" : $"command refused: {refusal.Code}");
            if (refusal is null && input is AgentInput.SetOutcome outcome)
            {
                world.See(new Sight.Acknowledged(outcome.Attempt, outcome.Outcome));
            }
        });
        world.After(Duration.FromSeconds(10), () => _waiting &= answered);
    }

    private void LoseBrowser()
    {
        if (world.Options.BrowserLossesPerHour > 0)
        {
            world.After(world.Chance.UntilNext(world.Options.BrowserLossesPerHour), () =>
            {
                if (!world.Ending)
                {
                    world.Covered("browser lost");
                    world.Write($"{agent} loses the browser");
                    world.Node.Detach(agent);
                    _browserBack = world.Now + world.Chance.Seconds(1, 60);
                    LoseBrowser();
                }
            });
        }
    }
}

/// <summary>Starts a campaign group, stops it now and then, and for good at the end.</summary>
internal sealed class Supervisor(World world, GroupId group)
{
    private Instant _startAgain;

    public void Begin()
    {
        world.After(Duration.FromSeconds(1), Look);
        Stop();
    }

    private void Look()
    {
        world.After(Duration.FromSeconds(10), Look);
        if (!world.Server.Up)
        {
            return;
        }

        var host = world.Server.Group(group);
        if (world.Ending && host.State.Running)
        {
            host.Post(new GroupInput.Stop("sue"), null);
        }
        else if (!world.Ending && !host.State.Running && world.Now >= _startAgain)
        {
            host.Post(new GroupInput.Start("sue"), null);
        }
        else if (!world.Ending && world.Chance.Happens(0.1) && host.State.Callbacks.All.FirstOrDefault() is { Callback: var promised })
        {
            host.Post(
                world.Chance.Below(3) == 0
                    ? new GroupInput.CancelCallback(promised.Booked, "sue")
                    : new GroupInput.ChangeCallback(
                        promised.Booked, world.Now + world.Chance.Seconds(30, 300), world.Chance.Happens(0.5) ? promised.By : null, "sue"),
                null);
        }
    }

    private void Stop()
    {
        if (world.Options.StopsPerHour > 0)
        {
            world.After(world.Chance.UntilNext(world.Options.StopsPerHour), () =>
            {
                if (world.Server.Up && !world.Ending)
                {
                    world.Server.Group(group).Post(new GroupInput.Stop("sue"), null);
                    _startAgain = world.Now + world.Chance.Seconds(1, 90);
                }

                Stop();
            });
        }
    }
}
