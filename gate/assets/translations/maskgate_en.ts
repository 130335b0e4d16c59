<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for each movement that the screen asks for, then make it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One person, please</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another face came into the picture. Step up alone and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture repeats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate’s camera needs a look. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is not steady</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try again, or ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check for live faces is not installed. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come closer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step to the middle of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your face to the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your head upright.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your face is too dark: turn it to the light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your face is too bright: step out of the light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera sees you as in a fog. Come closer and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please hold still for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your hand or scarf away from your face; a mask may stay.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n digit typed</numerusform>
            <numerusform>%n digits typed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>%n of {total} shown</numerusform>
            <numerusform>%n of {total} shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
